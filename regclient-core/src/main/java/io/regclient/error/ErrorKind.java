// SPDX-License-Identifier: Apache-2.0
package io.regclient.error;

import java.util.Optional;

/**
 * What went wrong, as far as a caller may want to react to it. Callers branch on a kind, never on a message (contract
 * section 20, ER-1).
 */
public enum ErrorKind {
    ALL_REQUESTS_FAILED,
    BACKOFF_LIMIT,
    /** The operation was interrupted or ran into its deadline. */
    CANCELED,
    DIGEST_MISMATCH,
    EMPTY_CHALLENGE,
    FILE_DELETED,
    FILE_NOT_FOUND,
    HTTP_REDIRECT_REFUSED,
    HTTP_STATUS,
    /** Status 429. */
    HTTP_RATE_LIMIT(HTTP_STATUS),
    /** Status 401 or 403, or no credentials that would satisfy a challenge. */
    HTTP_UNAUTHORIZED(HTTP_STATUS),
    /** A registry does not take the login that was just given. */
    LOGIN_REFUSED(HTTP_UNAUTHORIZED),
    INVALID_CHALLENGE,
    INVALID_INPUT,
    INVALID_REFERENCE,
    /** A file or directory of this machine could not be read or written (full disk, permission, ...). */
    LOCAL_IO,
    LOOP_DETECTED,
    MISSING_ANNOTATION,
    MISSING_DIGEST,
    MISSING_LOCATION,
    MISSING_TAG,
    MISSING_TAG_OR_DIGEST,
    MISMATCH,
    NO_LOGIN,
    NOT_FOUND,
    NOT_IMPLEMENTED,
    NOT_RETRYABLE,
    PARSING_FAILED,
    /** The registry says that it has no such repository; the cause of a NOT_FOUND. */
    REPOSITORY_UNKNOWN,
    RETRY_LIMIT_EXCEEDED,
    SHORT_READ,
    SIZE_LIMIT_EXCEEDED,
    /** No byte moved fast enough for the configured time; the host is named in the message. */
    STALLED,
    /** A registry that was asked with https says nothing in the TLS handshake: it may speak plain HTTP. */
    TLS_SILENCE(STALLED),
    /** The connection could not be made or broke: refused, reset, unknown host, TLS failure. */
    TRANSPORT,
    /** A registry that was asked with https ended the connection in the TLS handshake: it may speak plain HTTP. */
    TLS_CLOSED(TRANSPORT),
    /** A registry that was asked with https answered in plain HTTP. */
    PLAIN_HTTP_ANSWER(TRANSPORT),
    /** The certificate of a registry is not trusted. */
    UNTRUSTED_CERTIFICATE(TRANSPORT),
    /** The certificate of a registry is not valid now: expired, or not yet. */
    CERTIFICATE_EXPIRED(UNTRUSTED_CERTIFICATE),
    /** The certificate of a registry is for other names. */
    CERTIFICATE_NAME(UNTRUSTED_CERTIFICATE),
    /** A registry wants a client certificate, or another one. */
    CLIENT_CERTIFICATE(TRANSPORT),
    /** Client and registry have no version of TLS in common. */
    TLS_VERSION(TRANSPORT),
    UNAVAILABLE,
    UNSUPPORTED,
    UNSUPPORTED_API,
    UNSUPPORTED_CONFIG_VERSION,
    UNSUPPORTED_MEDIA_TYPE;

    private final Optional<ErrorKind> parent;

    ErrorKind() {
        this.parent = Optional.empty();
    }

    ErrorKind(ErrorKind parent) {
        this.parent = Optional.of(parent);
    }

    /** True for the kind itself and for the more general kind it belongs to. */
    public boolean isA(ErrorKind other) {
        return this == other || parent.filter(p -> p.isA(other)).isPresent();
    }
}

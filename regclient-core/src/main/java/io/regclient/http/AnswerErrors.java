// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.net.RequestErrors;

/** Words for answers that are no success, in the form of {@link RequestErrors} (contract ER-2, regctl 2.6). */
final class AnswerErrors {
    /** Code of the distribution specification; without it a 404 may also mean that there is no such endpoint. */
    private static final String REPOSITORY_UNKNOWN = "NAME_UNKNOWN";

    private AnswerErrors() {}

    /** An answer that is no success. */
    static RegistryException status(int status, String reason, String request) {
        ErrorKind kind = switch (status) {
            case 401, 403 -> ErrorKind.HTTP_UNAUTHORIZED;
            case 404 -> ErrorKind.NOT_FOUND;
            case 429 -> ErrorKind.HTTP_RATE_LIMIT;
            default -> ErrorKind.HTTP_STATUS;
        };
        String text = switch (status) {
            case 401, 403 -> "unauthorized";
            case 404 -> "not found";
            case 429 -> "rate limit exceeded";
            default -> "unexpected http status code: " + StatusText.of(status);
        };
        String detail = reason.isEmpty() ? "" : ": " + reason;
        String message = "request failed: " + text + " [http " + status + "]" + detail + RequestErrors.at(request);
        return status == 404 && reason.startsWith(REPOSITORY_UNKNOWN)
                ? RegistryException.ofStatus(
                        kind, status, message, RegistryException.of(ErrorKind.REPOSITORY_UNKNOWN, reason))
                : RegistryException.ofStatus(kind, status, message);
    }

    /** A 401 that cannot be answered; what the server said is kept as the cause. */
    static RegistryException challenge(RegistryException failure, String reason, String request) {
        boolean words = failure.kind() == ErrorKind.HTTP_UNAUTHORIZED || reason.isEmpty();
        String detail = reason.isEmpty() ? "" : ": " + reason;
        String message = "request failed: " + failure.getMessage() + " [http 401]" + detail + RequestErrors.at(request);
        RegistryException answer = status(401, reason, request);
        return RegistryException.ofStatus(failure.kind(), 401, message, words ? failure : answer);
    }
}

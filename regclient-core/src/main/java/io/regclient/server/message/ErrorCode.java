// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.message;

/** Error codes of the OCI distribution specification with the HTTP status they go with. */
public enum ErrorCode {
    BLOB_UNKNOWN(404, "blob unknown to registry"),
    BLOB_UPLOAD_INVALID(400, "blob upload invalid"),
    BLOB_UPLOAD_UNKNOWN(404, "blob upload unknown to registry"),
    DENIED(403, "requested access to the resource is denied"),
    DIGEST_INVALID(400, "provided digest did not match uploaded content"),
    MANIFEST_BLOB_UNKNOWN(400, "manifest references a manifest or blob unknown to registry"),
    MANIFEST_INVALID(400, "manifest invalid"),
    MANIFEST_UNKNOWN(404, "manifest unknown to registry"),
    NAME_INVALID(400, "invalid repository name"),
    NAME_UNKNOWN(404, "repository name not known to registry"),
    PAGINATION_NUMBER_INVALID(400, "invalid number of results requested"),
    PRECONDITION_FAILED(412, "the tag has been changed by somebody else"),
    RANGE_INVALID(416, "requested range not satisfiable"),
    SIZE_INVALID(400, "provided length did not match content length"),
    TOOMANYREQUESTS(429, "too many requests"),
    UNAUTHORIZED(401, "authentication required"),
    UNKNOWN(500, "the registry failed"),
    UNSUPPORTED(405, "the operation is unsupported");

    private final int status;
    private final String text;

    ErrorCode(int status, String text) {
        this.status = status;
        this.text = text;
    }

    int status() {
        return status;
    }

    String text() {
        return text;
    }
}

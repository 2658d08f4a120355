// SPDX-License-Identifier: Apache-2.0

/** A reason to stop the build; its message is the one sentence the user sees. */
final class ReleaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReleaseException(String message) {
        super(message);
    }
}

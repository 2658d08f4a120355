// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import java.io.IOException;

/** A command without sub-commands. Its constructor declares the flags; one object runs once. */
public interface Command {

    /**
     * Does the work and writes its result to {@link Invocation#out()}.
     *
     * @return the exit code, 0 for success
     * @throws IOException whose message is shown in one line; the exit code is then 1, unless it is a CodedFailure
     */
    int run(Invocation invocation) throws IOException;

    /** A failure with an exit code of its own; what is shown is its cause. */
    final class CodedFailure extends IOException {
        private static final long serialVersionUID = 1L;

        private final int code;
        private final IOException failure;

        /**
         * Gives a failure a code.
         *
         * @param code more than 0
         */
        public CodedFailure(int code, IOException failure) {
            super(failure);
            this.code = code;
            this.failure = failure;
        }

        int code() {
            return code;
        }

        /** What is shown. */
        IOException failure() {
            return failure;
        }
    }
}

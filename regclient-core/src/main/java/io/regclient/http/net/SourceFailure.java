// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import java.io.IOException;

/** The content to send could not be read: nothing the registry is to blame for. Stays inside this package. */
public final class SourceFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final IOException failure;

    SourceFailure(IOException failure) {
        super(failure.getMessage(), failure);
        this.failure = failure;
    }

    public IOException failure() {
        return failure;
    }
}

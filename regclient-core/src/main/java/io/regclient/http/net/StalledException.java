// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import java.io.IOException;

/** A transfer fell below the floor. Stays inside this package. */
final class StalledException extends IOException {
    private static final long serialVersionUID = 1L;

    StalledException() {
        super("stalled");
    }
}

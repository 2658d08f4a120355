// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.tls;

import io.regclient.config.Environment;
import org.jspecify.annotations.Nullable;

/** The roots of the system, read when the first TLS connection needs them. Thread-safe. */
public final class SystemRoots {
    private final Environment environment;
    private @Nullable TrustAnchors anchors;

    public SystemRoots(Environment environment) {
        this.environment = environment;
    }

    synchronized TrustAnchors get() {
        TrustAnchors known = anchors;
        if (known == null) {
            known = TrustAnchors.ofSystem(environment);
            anchors = known;
        }
        return known;
    }
}

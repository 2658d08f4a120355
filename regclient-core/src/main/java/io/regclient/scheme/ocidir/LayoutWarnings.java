// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import io.regclient.time.RecentlyUsed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is wrong with layouts, each thing told once however often it is met. Thread-safe. */
final class LayoutWarnings {
    private static final Logger LOG = LoggerFactory.getLogger(LayoutWarnings.class);
    private static final int REMEMBERED = 1000;

    private final RecentlyUsed<Told, Boolean> told = new RecentlyUsed<>(REMEMBERED);

    private record Told(String layout, String reason, String message) {}

    /** Warns unless it did so before. */
    void once(LayoutDirectory layout, String reason, String message) {
        synchronized (told) {
            Told key = new Told(layout.name(), reason, message);
            if (told.get(key).isPresent()) {
                return;
            }
            told.put(key, true);
        }
        LOG.atWarn()
                .addKeyValue("layout", layout.name())
                .addKeyValue("err", reason)
                .log(message);
    }
}

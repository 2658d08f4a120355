// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.gate;

import io.regclient.regsync.plan.SyncDecision.Copy;
import io.regclient.regsync.plan.SyncTask;
import java.io.IOException;

/** Something that may keep an image from being copied. Thread-safe. */
@FunctionalInterface
public interface ImageGate {
    /**
     * Looks at an image that would be copied. An entry that does not set the gate is allowed without a request.
     *
     * @param copy its source has the digest that is copied: what is read of the image is read by this digest
     * @throws IOException when it cannot be told; the tag then fails
     */
    Verdict look(SyncTask task, Copy copy) throws IOException;
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

/** Hears about the progress of a copy. Called by many threads at the same time, so it must be quick and thread-safe. */
@FunctionalInterface
public interface ProgressListener {
    ProgressListener NONE = event -> {};

    void on(ProgressEvent event);
}

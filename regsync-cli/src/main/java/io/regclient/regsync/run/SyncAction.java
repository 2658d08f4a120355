// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

/** What a run does with an image that differs (contract regsync 9). */
public enum SyncAction {
    /** Copies images that are absent or differ. */
    COPY,
    /** Copies only images the target does not have. */
    MISSING,
    /** Reports what a copy would do. */
    CHECK
}

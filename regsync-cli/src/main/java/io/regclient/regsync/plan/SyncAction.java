// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

/** What a run does with an image that differs (contract regsync 9). */
public enum SyncAction {
    /** Copies images that are absent or differ. */
    COPY(false, true),
    /** Copies only images the target does not have. */
    MISSING(true, true),
    /** Reports what a copy would do. */
    CHECK(false, false),
    /** Tries what a copy would do, and writes nothing. */
    PLAN(false, false),
    /** Tells what would be copied and deleted, and tries nothing. */
    OUTLINE(false, false);

    private final boolean keepsExisting;
    private final boolean copies;

    SyncAction(boolean keepsExisting, boolean copies) {
        this.keepsExisting = keepsExisting;
        this.copies = copies;
    }

    /** True when nothing that exists at the target is replaced or looked into. */
    public boolean keepsExisting() {
        return keepsExisting;
    }

    /** True when decisions are carried out and not only reported or tried. */
    public boolean copies() {
        return copies;
    }

    /** True when what a run would do is told, and nothing is written. */
    public boolean plans() {
        return this == PLAN || this == OUTLINE;
    }

    /** True when decisions to copy lead to a copy, or to the dry run of one. */
    public boolean transfers() {
        return copies || this == PLAN;
    }
}

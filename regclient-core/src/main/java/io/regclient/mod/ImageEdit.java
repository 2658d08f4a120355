// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import java.io.IOException;

/**
 * One change to an image. {@link ManifestEdits}, {@link ConfigEdits}, {@link LayerEdits} and {@link FileEdits} make
 * them. An edit may be used for several images one after the other; it keeps no state of a run.
 */
@FunctionalInterface
public interface ImageEdit {

    /**
     * Registers the steps of this edit. Called once per run, in the order the caller gave the edits, after the whole
     * image has been read (MO-1).
     */
    void plan(EditPlan plan) throws IOException;
}

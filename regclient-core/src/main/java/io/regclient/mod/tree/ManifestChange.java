// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.tree;

import io.regclient.model.Manifest;

/**
 * A manifest that edits have changed.
 *
 * @param name the image as it was read, with its digest
 * @param before the manifest as it was read
 * @param after the manifest as it is written
 * @param configBefore the JSON of its config as it was read; empty when the config has not changed
 * @param configAfter the JSON of its config as it is written
 */
public record ManifestChange(String name, Manifest before, Manifest after, String configBefore, String configAfter) {}

// SPDX-License-Identifier: Apache-2.0
/**
 * Changes to images (contract section 17): an edit registers steps, the image is read as a tree of manifests, the steps
 * run phase by phase, and what has changed is pushed.
 */
@NullMarked
package io.regclient.mod;

import org.jspecify.annotations.NullMarked;

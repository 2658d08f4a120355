// SPDX-License-Identifier: Apache-2.0
/**
 * Whether all of an image is there: its manifests, and the blobs they name, in a registry, a layout or an archive. Finds
 * everything that is wrong, and keeps no blob in memory.
 */
@NullMarked
package io.regclient.validate;

import org.jspecify.annotations.NullMarked;

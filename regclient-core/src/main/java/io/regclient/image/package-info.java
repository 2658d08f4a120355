// SPDX-License-Identifier: Apache-2.0
/** What is read of images in any storage: the manifest of a platform, its config, whether its base has changed. */
@NullMarked
package io.regclient.image;

import org.jspecify.annotations.NullMarked;

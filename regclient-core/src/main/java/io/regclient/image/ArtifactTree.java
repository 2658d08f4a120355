// SPDX-License-Identifier: Apache-2.0
package io.regclient.image;

import io.regclient.error.RegistryException;
import java.util.Optional;

/**
 * A manifest and all that hangs on it, as far as it could be read.
 *
 * @param root the manifest
 * @param failure what ended the walk early
 */
public record ArtifactTree(ArtifactNode root, Optional<RegistryException> failure) {}

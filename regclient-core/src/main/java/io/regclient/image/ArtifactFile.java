// SPDX-License-Identifier: Apache-2.0
package io.regclient.image;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A file or directory that becomes a layer of an artifact; a directory is packed.
 *
 * @param path where it is
 * @param title title of the layer without the slash of a directory; empty for none
 * @param mediaType media type of the layer
 */
public record ArtifactFile(Path path, Optional<String> title, String mediaType) {}

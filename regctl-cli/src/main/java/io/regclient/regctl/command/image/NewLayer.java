// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.image;

import io.regclient.config.LocalPlatform;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Invocation;
import io.regclient.mod.ImageEdit;
import io.regclient.mod.LayerEdits;
import io.regclient.mod.layer.LayerType;
import io.regclient.model.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A value of {@code --layer-add} (contract regctl 11).
 *
 * @param name of the archive or directory, seen from the working directory
 * @param isDirectory the layer is made of a directory
 * @param mediaType empty: gzip in the family of the image
 * @param platforms images that get it; empty for all
 */
record NewLayer(String name, boolean isDirectory, Optional<String> mediaType, List<Platform> platforms) {
    static NewLayer parse(String text) throws RegistryException {
        ParameterList parameters = ParameterList.parse(text, "tar=FILE");
        Optional<String> tar = parameters.take("tar");
        Optional<String> directory = parameters.take("dir");
        Optional<String> mediaType = parameters.take("mediaType");
        if (mediaType.isPresent()) {
            LayerType.require(mediaType.get());
        }
        Optional<String> platform = parameters.take("platform");
        parameters.requireNothingLeft("layer-add option");
        if (tar.isPresent() && directory.isPresent()) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "cannot use dir and tar options together in layer-add");
        }
        String name = tar.or(() -> directory)
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.INVALID_INPUT, "tar file input is required, give tar=FILE or dir=DIRECTORY"));
        List<Platform> platforms = platform.isPresent() ? List.of(LocalPlatform.parse(platform.get())) : List.of();
        return new NewLayer(name, directory.isPresent(), mediaType, platforms);
    }

    ImageEdit edit(Invocation invocation) throws IOException {
        Path path = invocation.file(name);
        return isDirectory
                ? LayerEdits.layerAddDirectory(path, mediaType, platforms)
                : LayerEdits.layerAddTar(path, mediaType, platforms);
    }
}

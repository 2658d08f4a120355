// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.image;

import io.regclient.kit.cli.CommandGroup;
import io.regclient.kit.cli.CommandNode;
import io.regclient.regctl.command.manifest.ManifestDeleteCommand;
import io.regclient.regctl.command.manifest.ManifestGet;
import io.regclient.regctl.command.manifest.ManifestHeadCommand;
import java.util.List;

/** {@code regctl image}: one line for each of its commands. */
public final class ImageCommands {
    public static final CommandGroup GROUP = CommandGroup.of("image", "manage images", ImageCommands::all);

    private ImageCommands() {}

    private static List<CommandNode> all() {
        return List.of(
                ImageCheckBase.COMMAND,
                ImageCopy.COMMAND,
                ImageCreate.COMMAND,
                ManifestDeleteCommand.OF_IMAGE,
                ManifestHeadCommand.OF_IMAGE,
                ImageExport.COMMAND,
                ImageGetFile.COMMAND,
                ImageImport.COMMAND,
                ImageInspect.COMMAND,
                ManifestGet.OF_IMAGE,
                ImageMod.COMMAND,
                ImageRateLimit.COMMAND,
                ImageValidate.COMMAND);
    }
}

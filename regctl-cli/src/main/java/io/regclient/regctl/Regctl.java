// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import io.regclient.kit.cli.CommandGroup;
import io.regclient.kit.cli.CommandNode;
import io.regclient.kit.cli.Program;
import io.regclient.kit.cli.VersionCommand;
import io.regclient.kit.complete.CompletionCommands;
import io.regclient.kit.manual.DocumentCommands;
import io.regclient.regctl.command.ConfiguredNames;
import io.regclient.regctl.command.artifact.ArtifactCommands;
import io.regclient.regctl.command.blob.BlobCommands;
import io.regclient.regctl.command.config.ConfigCommands;
import io.regclient.regctl.command.image.ImageCommands;
import io.regclient.regctl.command.index.IndexCommands;
import io.regclient.regctl.command.manifest.ManifestCommands;
import io.regclient.regctl.command.ref.DigestCommand;
import io.regclient.regctl.command.ref.RefCommand;
import io.regclient.regctl.command.registry.RegistryCommands;
import io.regclient.regctl.command.repo.RepoCommands;
import io.regclient.regctl.command.tag.TagCommands;
import java.util.List;

/** The regctl program (contract regctl 1.1). */
public final class Regctl {
    public static final Program PROGRAM =
            Program.interactive(CommandGroup.of("regctl", "Utility for accessing docker registries", Regctl::commands));

    private Regctl() {}

    private static List<CommandNode> commands() {
        return List.of(
                ArtifactCommands.GROUP,
                BlobCommands.GROUP,
                DocumentCommands.of(() -> PROGRAM),
                CompletionCommands.scripts("regctl"),
                CompletionCommands.described(() -> PROGRAM, ConfiguredNames::new),
                CompletionCommands.plain(() -> PROGRAM, ConfiguredNames::new),
                ConfigCommands.GROUP,
                DigestCommand.COMMAND,
                ImageCommands.GROUP,
                IndexCommands.GROUP,
                ManifestCommands.GROUP,
                RefCommand.COMMAND,
                RegistryCommands.GROUP,
                RepoCommands.GROUP,
                TagCommands.GROUP,
                VersionCommand.of("regctl"));
    }
}

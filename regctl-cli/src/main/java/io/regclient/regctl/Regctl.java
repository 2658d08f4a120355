// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import io.regclient.config.Environment;
import io.regclient.kit.cli.CommandNode;
import io.regclient.kit.cli.Program;
import io.regclient.kit.cli.Streams;
import io.regclient.kit.cli.VersionCommand;
import io.regclient.regctl.command.image.ImageCopy;
import io.regclient.regctl.command.image.ImageInspect;
import io.regclient.regctl.command.manifest.ManifestGet;
import io.regclient.regctl.command.manifest.ManifestHeadCommand;
import io.regclient.regctl.command.registry.RegistryConfig;
import io.regclient.regctl.command.registry.RegistryLogin;
import io.regclient.regctl.command.registry.RegistryLogout;
import io.regclient.regctl.command.registry.RegistryServe;
import io.regclient.regctl.command.registry.RegistrySet;
import io.regclient.regctl.command.registry.RegistryWhoami;
import io.regclient.regctl.command.repo.RepoLs;
import io.regclient.regctl.command.tag.TagDelete;
import io.regclient.regctl.command.tag.TagLs;
import java.util.List;

/** The command tree of regctl (contract regctl 1.1). */
public final class Regctl {
    public static final Program PROGRAM = Program.interactive("regctl", Regctl::tree);

    private static final String IMAGE = "image_ref";

    private Regctl() {}

    /** Runs a command line on the streams of this process and tells the exit code. */
    static int run(String... args) {
        return PROGRAM.run(List.of(args), Streams.ofProcess(), Environment.ofProcess());
    }

    private static CommandNode tree() {
        return CommandNode.group(
                "regctl",
                "Utility for accessing docker registries",
                image(),
                manifest(),
                registry(),
                CommandNode.group(
                        "repo",
                        "manage repositories",
                        CommandNode.leaf("ls", "list repositories in a registry", RepoLs::new)
                                .withAliases("list")
                                .withDescription("List repositories in a registry.\n"
                                        + "Note: Docker Hub does not support this API request.")
                                .withArguments("registry", 1, 1)),
                tag(),
                CommandNode.leaf("version", "show the version", VersionCommand::new)
                        .withDescription("Show the version of regctl."));
    }

    private static CommandNode image() {
        return CommandNode.group(
                "image",
                "manage images",
                CommandNode.leaf("copy", "copy or retag an image", ImageCopy::new)
                        .withAliases("cp")
                        .withDescription("""
                                Copy or retag an image. Manifests and blobs that exist at the target are not copied
                                again, blobs of the same registry are mounted, and the tag is pushed last.""")
                        .withArguments("src_image_ref dst_image_ref", 2, 2),
                CommandNode.leaf("digest", "show the digest of an image", ManifestHeadCommand::new)
                        .withArguments(IMAGE, 1, 1),
                CommandNode.leaf("inspect", "inspect an image", ImageInspect::new)
                        .withAliases("config")
                        .withDescription("Show the image config: author, labels, environment, history and the like.")
                        .withArguments(IMAGE, 1, 1),
                CommandNode.leaf("manifest", "show the manifest or manifest list of an image", ManifestGet::new)
                        .withArguments(IMAGE, 1, 1));
    }

    private static CommandNode manifest() {
        return CommandNode.group(
                "manifest",
                "manage manifests",
                CommandNode.leaf("get", "retrieve a manifest or manifest list", ManifestGet::new)
                        .withAliases("pull")
                        .withArguments(IMAGE, 1, 1),
                CommandNode.leaf("head", "http head request for a manifest", ManifestHeadCommand::new)
                        .withAliases("digest")
                        .withDescription("Show the digest of a manifest without fetching it.")
                        .withArguments(IMAGE, 1, 1));
    }

    private static CommandNode registry() {
        return CommandNode.group(
                "registry",
                "manage registries",
                CommandNode.leaf("config", "show registry config", RegistryConfig::new)
                        .withArguments("[registry]", 0, 1),
                CommandNode.leaf("login", "login to a registry", RegistryLogin::new)
                        .withDescription("Store a login in the regctl configuration and check it.")
                        .withArguments("[registry]", 0, 1),
                CommandNode.leaf("logout", "logout of a registry", RegistryLogout::new)
                        .withArguments("[registry]", 0, 1),
                CommandNode.leaf("serve", "run a development registry", RegistryServe::new)
                        .withDescription("""
                                Run a registry over a directory, for development and tests.
                                It implements the OCI distribution API (pull, push, delete, tag and catalog paging,
                                referrers), keeps every repository as an OCI layout below the directory, and has no
                                access control: use it on trusted networks only, and a full registry in production."""),
                CommandNode.leaf("set", "set options on a registry", RegistrySet::new)
                        .withArguments("[registry]", 0, 1),
                CommandNode.leaf("whoami", "show current login for a registry", RegistryWhoami::new)
                        .withArguments("[registry]", 0, 1));
    }

    private static CommandNode tag() {
        return CommandNode.group(
                "tag",
                "manage tags",
                CommandNode.leaf("delete", "delete a tag in a repo", TagDelete::new)
                        .withAliases("del", "rm", "remove")
                        .withDescription("""
                                Delete a tag. Where the registry cannot delete tags, the tag is pointed at a unique
                                dummy image which is then deleted; other tags of the same image stay.""")
                        .withArguments(IMAGE, 1, 1),
                CommandNode.leaf("ls", "list tags in a repo", TagLs::new)
                        .withAliases("list")
                        .withArguments("repository", 1, 1));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.image;

import io.regclient.RegClient;
import io.regclient.copy.ProgressListener;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.mod.ImageEdit;
import io.regclient.mod.ModifyOptions;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.Progress;
import io.regclient.regctl.view.ChangeLines;
import io.regclient.regctl.view.PlanLines;
import io.regclient.regctl.view.ProgressDisplay;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code regctl image mod} (contract regctl 9.6.11 and 11). */
final class ImageMod implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("mod", "modify an image", ImageMod::new)
            .withDescription("""
                    Change an image and push the result: with --create under another name, with --replace
                    under its own, else by its digest. Options that change it may be repeated and apply in
                    the order of the command line, those about manifests first, then those about configs,
                    then those about layers. Signatures and other referrers follow within a repository.""")
            .withArguments("image_ref")
            .withExample(
                    "another name with one more annotation and label",
                    "registry.example.org/sample/hello:latest",
                    "--create",
                    "labelled",
                    "--annotation",
                    "org.opencontainers.image.vendor=Example",
                    "--label",
                    "org.example.stage=draft")
            .withExample(
                    "the same image on every build",
                    "registry.example.org/sample/hello:latest",
                    "--create",
                    "reproducible",
                    "--time",
                    "set=2024-01-01T00:00:00Z",
                    "--reproducible")
            .withExample(
                    "layers in another compression, which prints the digest",
                    "registry.example.org/sample/hello:latest",
                    "--layer-compress",
                    "zstd")
            .withExample(
                    "what would change",
                    "registry.example.org/sample/hello:latest",
                    "--replace",
                    "--label",
                    "org.example.stage=draft",
                    "--dry-run");

    private final Flag<String> create;
    private final Flag<Boolean> dryRun;
    private final Flag<Boolean> replace;
    private final ModSteps steps;

    private ImageMod(FlagSet flags) {
        steps = new ModSteps(flags);
        create = flags.text("create", "Name of the result: a tag in the same repository, or a whole reference");
        dryRun = flags.bool("dry-run", "Show what would change and be pushed, and write nothing");
        replace = flags.bool("replace", "Give the result the name of the image");
        ManifestModFlags.declare(steps);
        ConfigModFlags.declare(steps);
        LayerModFlags.declare(steps);
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref source = Ref.parse(invocation.argument(0));
        Optional<Ref> target = target(source);
        List<ImageEdit> edits = steps.edits(invocation);
        if (dryRun.value()) {
            rehearse(invocation, source, target, edits);
            return 0;
        }
        try (ProgressDisplay progress = Progress.of(invocation);
                RegClient client = Client.open(invocation)) {
            ModifyOptions options = ModifyOptions.listening(progress.listener().orElse(ProgressListener.NONE));
            Ref result = modify(client, source, target, edits, options);
            client.finish(result);
            invocation.out().println(result.commonName());
        }
        return 0;
    }

    /** Prints the changes of manifests and configs as differences, then what would be written. */
    private static void rehearse(Invocation invocation, Ref source, Optional<Ref> target, List<ImageEdit> edits)
            throws IOException {
        PlanLines plan = new PlanLines();
        ChangeLines changes = new ChangeLines();
        try (RegClient client = Client.open(invocation)) {
            modify(client, source, target, edits, ModifyOptions.dryRun(plan, changes));
        }
        String text = changes.text() + plan.text();
        invocation.out().print(text.isEmpty() ? "nothing would change\n" : text);
    }

    private static Ref modify(
            RegClient client, Ref source, Optional<Ref> target, List<ImageEdit> edits, ModifyOptions options)
            throws IOException {
        try {
            return client.images().modify(source, target, edits, options);
        } catch (RegistryException e) {
            throw e.kind() == ErrorKind.MISSING_ANNOTATION
                    ? RegistryException.of(e.kind(), e.getMessage() + ", with --rebase-ref OLD,NEW", e)
                    : e;
        }
    }

    /** Where the result goes; empty: into the repository of the image, by digest (contract regctl 11.1). */
    private Optional<Ref> target(Ref source) throws RegistryException {
        if (!create.isGiven()) {
            return replace.value() ? Optional.of(source) : Optional.empty();
        }
        String name = create.value();
        if (name.isEmpty()) {
            throw refused("give a tag or a reference");
        }
        boolean whole = name.contains("/") || name.contains(":");
        Ref target = whole ? Ref.parse(name) : source.withoutVersion().withTag(name);
        if (target.digest().isPresent()) {
            throw refused("the digest of the result is its own, give a tag or a repository");
        }
        return Optional.of(target);
    }

    private RegistryException refused(String why) {
        return RegistryException.of(ErrorKind.INVALID_INPUT, create.refused(create.value(), why));
    }
}

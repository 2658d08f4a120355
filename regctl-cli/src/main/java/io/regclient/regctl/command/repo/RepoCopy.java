// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.repo;

import io.regclient.RegClient;
import io.regclient.copy.CopyOptions;
import io.regclient.copy.RepoCopyOptions;
import io.regclient.copy.RepoCopyResult;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.ref.NameFilter;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.CopyFlags;
import io.regclient.regctl.command.NameFilterFlags;
import io.regclient.regctl.view.ProgressDisplay;
import java.io.IOException;
import org.slf4j.LoggerFactory;

/** {@code regctl repo copy} (contract regctl 9.10.1). */
final class RepoCopy implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("copy", "copy a repository", RepoCopy::new)
            .withAliases("cp")
            .withDescription("""
                    Copy the tags of a repository, each like "image copy" does. What the target has is not sent
                    again. A tag that fails does not keep the others, and is copied when the command is
                    repeated.""")
            .withArguments("src_repo dst_repo")
            .withExample(
                    "all tags to another registry",
                    "registry.example.org/sample/tools",
                    "mirror.example.org/sample/tools")
            .withExample(
                    "the versions the target does not have",
                    "registry.example.org/sample/hello",
                    "mirror.example.org/sample/hello",
                    "--include",
                    "1[.].*",
                    "--new-tags")
            .withExample(
                    "what would be sent, without sending it",
                    "registry.example.org/sample/tools",
                    "mirror.example.org/sample/other",
                    "--exclude",
                    "latest",
                    "--dry-run");

    private static final int DEFAULT_CONCURRENT = 2;

    private final Flag<Long> concurrent;
    private final NameFilterFlags filter;
    private final Flag<Boolean> newTags;
    private final CopyFlags output;
    private final Flag<Boolean> referrers;

    private RepoCopy(FlagSet flags) {
        concurrent = flags.number(
                "concurrent", DEFAULT_CONCURRENT, "Tags copied at the same time, 0 and below: as many as there are");
        filter = new NameFilterFlags(flags);
        newTags = flags.bool("new-tags", "Skip tags that the target has");
        output = new CopyFlags(flags);
        referrers = flags.bool("referrers", "Include referrers");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref source = repository(invocation, 0);
        Ref target = repository(invocation, 1);
        CopyOptions.Builder image = CopyOptions.builder();
        if (referrers.value()) {
            image.referrers();
        }
        output.apply(image);
        int width = (int) Math.clamp(concurrent.value(), 0L, Integer.MAX_VALUE);
        NameFilter tags = filter.value();
        RepoCopyResult result;
        try (RegClient client = Client.open(invocation, output.observer());
                ProgressDisplay progress = output.progress(invocation)) {
            progress.listener().ifPresent(image::listener);
            RepoCopyOptions options = new RepoCopyOptions(tags, newTags.value(), width, image.build());
            result = client.repos().copy(source, target, options);
        }
        output.print(invocation, result);
        if (result.failure().isPresent()) {
            throw result.failure().get();
        }
        return 0;
    }

    /** A tag has no meaning here, which a user who typed one should know. */
    private static Ref repository(Invocation invocation, int argument) throws RegistryException {
        String text = invocation.argument(argument);
        Ref ref = Ref.parse(text);
        String name = text.substring(text.lastIndexOf('/') + 1);
        if (name.contains(":") || name.contains("@")) {
            LoggerFactory.getLogger(RepoCopy.class)
                    .atWarn()
                    .addKeyValue("reference", text)
                    .log("Ignoring the tag of a repository");
        }
        return ref.withoutVersion();
    }
}

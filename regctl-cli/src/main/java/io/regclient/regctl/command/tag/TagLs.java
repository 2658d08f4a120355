// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.tag;

import io.regclient.RegClient;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.TagList;
import io.regclient.ref.NameFilter;
import io.regclient.ref.NamePatterns;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.PagingFlags;
import io.regclient.regctl.command.RawFormatFlag;
import io.regclient.regctl.view.ListView;
import java.io.IOException;
import java.util.List;

/** {@code regctl tag ls} (contract regctl 9.11.2). */
final class TagLs implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("ls", "list tags in a repo", TagLs::new)
            .withAliases("list")
            .withArguments("repository")
            .withExample("list the tags", "registry.example.org/sample/tools")
            .withExample(
                    "the tags of version 1, one a line",
                    "registry.example.org/sample/hello",
                    "--include",
                    "1[.].*",
                    "--format",
                    "{{range .Tags}}{{println .}}{{end}}")
            .brief();

    private final Flag<List<String>> exclude;
    private final RawFormatFlag format;
    private final Flag<List<String>> include;
    private final PagingFlags paging;

    private TagLs(FlagSet flags) {
        exclude = flags.list(
                "exclude",
                "Regexp of tags to exclude (expression is bound to beginning and ending of tag)",
                text -> pattern(text, "exclude"));
        format = new RawFormatFlag(flags);
        include = flags.list(
                "include",
                "Regexp of tags to include (expression is bound to beginning and ending of tag)",
                text -> pattern(text, "include"));
        paging = new PagingFlags(flags, "tag");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref ref = Ref.parse(invocation.argument(0));
        NameFilter filter = new NameFilter(patterns(include.value(), "include"), patterns(exclude.value(), "exclude"));
        try (RegClient client = Client.open(invocation)) {
            TagList tags = client.tags().list(ref, paging.options());
            List<String> shown = filter.choose(tags.tags());
            format.print(invocation, tags.headers(), tags.body(), () -> ListView.of(tags, shown));
            client.finish(ref);
        }
        return 0;
    }

    /** A wrong pattern is found while the options are read, which name it. */
    private static String pattern(String text, String name) throws RegistryException {
        NamePatterns _ = patterns(List.of(text), name);
        return text;
    }

    private static NamePatterns patterns(List<String> texts, String name) throws RegistryException {
        return NamePatterns.compile(
                texts, (pattern, reason) -> "failed to parse " + name + " regexp: \"" + pattern + "\", " + reason);
    }
}

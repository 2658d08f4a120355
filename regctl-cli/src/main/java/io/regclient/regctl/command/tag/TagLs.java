// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.tag;

import io.regclient.RegClient;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.TagList;
import io.regclient.ref.NameFilter;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.NameFilterFlags;
import io.regclient.regctl.command.PagingFlags;
import io.regclient.regctl.command.RawFormatFlag;
import io.regclient.regctl.command.SortFlag;
import io.regclient.regctl.view.ListView;
import java.io.IOException;
import java.util.List;
import org.slf4j.LoggerFactory;

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
            .withExample(
                    "from the oldest version to the newest", "registry.example.org/sample/hello", "--sort", "version")
            .brief();

    private final NameFilterFlags filter;
    private final RawFormatFlag format;
    private final PagingFlags paging;
    private final SortFlag sort;

    private TagLs(FlagSet flags) {
        filter = new NameFilterFlags(flags);
        format = new RawFormatFlag(flags);
        paging = new PagingFlags(flags, "tag");
        sort = new SortFlag(flags);
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref ref = Ref.parse(invocation.argument(0));
        NameFilter chosen = filter.value();
        try (RegClient client = Client.open(invocation)) {
            TagList tags = client.tags().list(ref, paging.options());
            if (tags.more()) {
                LoggerFactory.getLogger(TagLs.class)
                        .atWarn()
                        .addKeyValue("ref", ref.withoutVersion().commonName())
                        .addKeyValue("count", tags.tags().size())
                        .log("The registry has more tags than are listed, use --last or another --limit");
            }
            List<String> shown = chosen.choose(tags.tags());
            format.print(invocation, tags.headers(), tags.body(), () -> ListView.of(tags, shown, sort.value()));
            client.finish(ref);
        }
        return 0;
    }
}

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

    private final NameFilterFlags filter;
    private final RawFormatFlag format;
    private final PagingFlags paging;

    private TagLs(FlagSet flags) {
        filter = new NameFilterFlags(flags);
        format = new RawFormatFlag(flags);
        paging = new PagingFlags(flags, "tag");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref ref = Ref.parse(invocation.argument(0));
        NameFilter chosen = filter.value();
        try (RegClient client = Client.open(invocation)) {
            TagList tags = client.tags().list(ref, paging.options());
            List<String> shown = chosen.choose(tags.tags());
            format.print(invocation, tags.headers(), tags.body(), () -> ListView.of(tags, shown));
            client.finish(ref);
        }
        return 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.repo;

import io.regclient.RegClient;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.RepoList;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.PagingFlags;
import io.regclient.regctl.command.RawFormatFlag;
import io.regclient.regctl.command.SortFlag;
import io.regclient.regctl.view.ListView;
import java.io.IOException;
import org.slf4j.LoggerFactory;

/** {@code regctl repo ls}: one page of the catalog (contract regctl 9.10.2). */
final class RepoLs implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("ls", "list repositories in a registry", RepoLs::new)
            .withAliases("list")
            .withDescription("""
                    List repositories in a registry: one page of its catalog, or with --all every page.
                    Note: Docker Hub does not support this API request.""")
            .withArguments("registry")
            .withExample("list repositories", "registry.example.org")
            .withExample("all, from however many pages", "registry.example.org", "--all", "--sort", "name")
            .withExample("the ten after one of them", "registry.example.org", "--limit", "10", "--last", "sample/hello")
            .brief();

    private final Flag<Boolean> all;
    private final RawFormatFlag format;
    private final PagingFlags paging;
    private final SortFlag sort;

    private RepoLs(FlagSet flags) {
        all = flags.bool("all", "Follow the pages of the registry to the last; --limit is the length of one");
        format = new RawFormatFlag(flags);
        paging = new PagingFlags(flags, "repo");
        sort = new SortFlag(flags);
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        String host = invocation.argument(0);
        if (host.contains("/")) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT, "invalid input: \"" + host + "\" is not the name of a registry");
        }
        try (RegClient client = Client.open(invocation)) {
            RepoList repos = all.value()
                    ? client.repos().listAll(host, paging.options())
                    : client.repos().list(host, paging.options());
            if (repos.more()) {
                LoggerFactory.getLogger(RepoLs.class)
                        .atWarn()
                        .addKeyValue("host", host)
                        .addKeyValue("count", repos.repositories().size())
                        .log("The registry has more repositories than it returned, use --all, or --limit and --last");
            }
            format.print(invocation, repos.headers(), repos.body(), () -> ListView.of(repos, sort.value()));
        }
        return 0;
    }
}

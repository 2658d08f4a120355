// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.repo;

import io.regclient.RegClient;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.RepoList;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.PagingFlags;
import io.regclient.regctl.view.ListView;
import io.regclient.regctl.view.Output;
import java.io.IOException;

/** {@code regctl repo ls}: one page of the catalog (contract regctl 9.10.2). */
public final class RepoLs implements Command {
    private final Flag<String> format;
    private final PagingFlags paging;

    public RepoLs(FlagSet flags) {
        format = flags.string(
                "format", (char) 0, Output.PRETTY, "Format output with go template syntax (or raw, body, headers)");
        paging = new PagingFlags(flags, "repo");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        String host = invocation.argument(0);
        if (host.contains("/")) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT, "invalid input: \"" + host + "\" is not the name of a registry");
        }
        try (RegClient client = Client.open(invocation)) {
            RepoList repos = client.repos().list(host, paging.options());
            Output.raw(invocation, format.value(), repos.headers(), repos.body(), () -> ListView.of(repos));
        }
        return 0;
    }
}

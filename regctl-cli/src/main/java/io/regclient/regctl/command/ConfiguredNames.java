// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command;

import io.regclient.RegClient;
import io.regclient.config.RegctlConfigFile;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.complete.LiveNames;
import io.regclient.ref.Ref;
import io.regclient.scheme.ListOptions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** What regctl completes references with: its configuration, and what registries answer (contract regctl 1.7). */
public final class ConfiguredNames implements LiveNames {
    /** One page, and more than anybody reads. */
    private static final ListOptions PAGE = new ListOptions(OptionalInt.of(1000), Optional.empty());

    @Override
    public List<String> registries(Invocation invocation) throws RegistryException {
        Set<String> names = new TreeSet<>(
                RegctlConfigFile.of(invocation.environment()).read().hosts().keySet());
        for (String argument : invocation.globals().hosts()) {
            HostArgument.parse(argument).ifPresent(host -> names.add(host.name()));
        }
        return List.copyOf(names);
    }

    @Override
    public List<String> repositories(Invocation invocation, String registry) throws IOException {
        try (RegClient client = Client.open(invocation)) {
            return client.repos().list(registry, PAGE).repositories();
        }
    }

    @Override
    public List<String> tags(Invocation invocation, Ref repository) throws IOException {
        try (RegClient client = Client.open(invocation)) {
            return client.tags().list(repository, PAGE).tags();
        }
    }
}

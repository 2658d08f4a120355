// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.RegClient;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.service.Failures;
import io.regclient.regsync.plan.RepositoryNames;
import io.regclient.regsync.run.RunContext;
import io.regclient.regsync.run.ServerRun;
import io.regclient.regsync.safeguard.RunState;
import io.regclient.regsync.schema.RegsyncConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a server that runs the configuration that its file has by now, when that passes all checks of a start; else the
 * one before stays, and one line says why.
 */
final class ConfigReload implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigReload.class);

    private final RunFlags flags;
    private final Invocation invocation;
    private final ServerRun server;
    private final ConfigListener listener;
    private final List<ReplacedClient> clients = new ArrayList<>();
    private ConfigSource.Loaded loaded;
    private RunContext context;

    /** What a client was made of, and how many configurations use it. */
    private static final class ReplacedClient {
        private final RegClient client;
        private final Map<String, Object> made;
        private int uses;

        ReplacedClient(RegClient client, Map<String, Object> made) {
            this.client = client;
            this.made = made;
        }
    }

    /**
     * Prepares.
     *
     * @param context of the server's start; its client is closed by the caller
     * @param loaded by what it started
     */
    ConfigReload(
            RunFlags flags,
            Invocation invocation,
            ServerRun server,
            RunContext context,
            ConfigSource.Loaded loaded,
            ConfigListener listener) {
        this.flags = flags;
        this.invocation = invocation;
        this.server = server;
        this.context = context;
        this.loaded = loaded;
        this.listener = listener;
    }

    @Override
    public void run() {
        Optional<IOException> failure = Failures.attempt(this::reload);
        if (failure.isPresent() && !Thread.currentThread().isInterrupted()) {
            LOG.atError()
                    .addKeyValue(
                            "file", flags.path(invocation).map(Object::toString).orElse("-"))
                    .addKeyValue("error", RegistryException.describe(failure.get()))
                    .log("Configuration not reloaded, the one before stays");
            listener.notLoaded(failure.get());
        }
    }

    private void reload() throws IOException {
        ConfigSource.Loaded next = flags.load(invocation);
        requireSameState(loaded.config(), next.config());
        if (next.config().entries().isEmpty() && !loaded.config().entries().isEmpty()) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT,
                    "it has no entries; a file that is half written or lost looks so, restart the server if it is meant");
        }
        ReplacedClient client = client(next);
        RunContext fresh = flags.context(invocation, next, client.client, state(next.config()))
                .with(context.journal());
        listener.loaded(next);
        ServerRun.Change change;
        try {
            change = server.replace(fresh, next.config().entries(), () -> release(client));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RegistryException.of(ErrorKind.CANCELED, "the server ends", e);
        }
        loaded = next;
        context = fresh;
        LOG.atInfo()
                .addKeyValue(
                        "file", flags.path(invocation).map(Object::toString).orElse("-"))
                .addKeyValue("entries", next.config().entries().size())
                .addKeyValue("added", change.added())
                .addKeyValue("removed", change.removed())
                .log("Configuration reloaded");
    }

    /** What runs remember belongs to one run of the program. */
    private static void requireSameState(RegsyncConfig before, RegsyncConfig next) throws RegistryException {
        if (!before.state().equals(next.state())) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT, "the key state has changed, restart the server for that");
        }
        if (StateSource.isWanted(next) && !StateSource.isWanted(before)) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT,
                    "minAge and prune need a state, and the server has started without one: restart it");
        }
    }

    /** The names of repositories follow the hosts. */
    private Optional<RunState> state(RegsyncConfig config) {
        if (context.state().isEmpty()) {
            return Optional.empty();
        }
        RunState memory = context.state().get();
        RepositoryNames names =
                new RepositoryNames(config.hosts(), invocation.environment().workingDirectory());
        return Optional.of(new RunState(memory.store(), memory.run(), memory.clock(), names));
    }

    /** The client that is there when it would be the same: its connections, and what it knows of its hosts, stay. */
    private ReplacedClient client(ConfigSource.Loaded next) {
        Map<String, Object> made = ConfiguredClient.terms(next.config(), invocation.environment());
        synchronized (clients) {
            for (ReplacedClient each : clients) {
                if (each.made.equals(made)) {
                    each.uses++;
                    return each;
                }
            }
            ReplacedClient opened = new ReplacedClient(flags.client(invocation, next), made);
            opened.uses = 1;
            clients.add(opened);
            return opened;
        }
    }

    private void release(ReplacedClient used) {
        synchronized (clients) {
            used.uses--;
            if (used.uses > 0 || !clients.remove(used)) {
                return;
            }
        }
        used.client.close();
    }

    @Override
    public void close() {
        List<ReplacedClient> open;
        synchronized (clients) {
            open = List.copyOf(clients);
            clients.clear();
        }
        open.forEach(each -> each.client.close());
    }
}

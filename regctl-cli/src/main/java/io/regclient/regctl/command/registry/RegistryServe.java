// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.registry;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Arguments.Kind;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.server.registry.RegistryFeature;
import io.regclient.server.registry.RegistryOptions;
import io.regclient.server.registry.RegistryServer;
import io.regclient.server.registry.ServedName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** {@code regctl registry serve}: a development registry over a directory (not part of the Go tools). */
final class RegistryServe implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("serve", "run a development registry", RegistryServe::new)
            .withDescription("""
                    Run a registry over a directory, for development and tests.
                    It implements the OCI distribution API (pull, push, delete, tag and catalog paging,
                    referrers) and keeps every repository as an OCI layout below the directory. Whoever
                    reaches it may do everything, with --user or --user-file whoever has a login: use it on
                    trusted networks only, and a full registry in production.
                    Requests for other hosts than the address, localhost and, with 0.0.0.0 as the address, this
                    machine are refused, and so are those of web pages of other hosts.
                    With --tls it serves https: with a certificate of files, or with one it makes, signed by an
                    authority of its own whose certificate clients have to trust. Its file is printed.""")
            .withExampleServing("a registry with samples", "--samples")
            .withExampleServing("with https and a login", "--tls", "--user", "joe:secret");

    private static final String DEFAULT_ADDRESS = "127.0.0.1:5000";
    private static final int MAX_PORT = 65535;

    private final Flag<Optional<InetSocketAddress>> address;
    private final Flag<List<ServedName>> names;
    private final Flag<String> directory;
    private final Flag<Boolean> samples;
    private final ServeTls tls;
    private final ServeUsers users;

    private RegistryServe(FlagSet flags) {
        address = flags.parsed(
                        "addr", "Address and port to listen on; port 0 picks a free port", RegistryServe::listenAddress)
                .showsDefault(DEFAULT_ADDRESS);
        names = flags.list(
                "allow-host-name",
                "Further name of the registry, or of web pages that may write to it (may be repeated)",
                ServedName::parse);
        directory = flags.text("dir", "registry", "Directory that holds one OCI layout per repository")
                .names(Kind.DIRECTORY);
        samples = flags.bool("samples", "Add small multi-platform sample images below sample/");
        tls = new ServeTls(flags);
        users = new ServeUsers(flags);
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Path root = invocation.environment().workingDirectory().resolve(directory.value());
        RegistryOptions.Builder options =
                RegistryOptions.builder(root).address(listenAddress()).with(RegistryFeature.CONTENT_DISCOVERY);
        for (ServedName name : names.value()) {
            options.allowName(name);
        }
        users.values(invocation.environment().workingDirectory()).forEach(options::user);
        Optional<ServeTls.Identity> identity = tls.identity(invocation, root, listenAddress(), names.value());
        identity.ifPresent(shown -> options.tls(shown.context()));
        if (samples.value()) {
            options.with(RegistryFeature.SAMPLES);
        }
        try (RegistryServer server = start(options.build())) {
            String access = users.isGiven() ? "logins only" : "no access control";
            invocation
                    .out()
                    .println("development registry on " + server.uri() + " with files in " + root.toAbsolutePath()
                            + " (" + access + "; stop with Ctrl-C)");
            identity.flatMap(ServeTls.Identity::authority)
                    .ifPresent(file -> invocation.out().println("clients have to trust " + file.toAbsolutePath()));
            invocation.out().flush();
            awaitInterrupt();
        }
        return 0;
    }

    private static RegistryServer start(RegistryOptions options) throws IOException {
        try {
            return RegistryServer.start(options);
        } catch (RegistryException e) {
            boolean isAddress = e.getCause() instanceof SocketException;
            throw isAddress
                    ? RegistryException.of(e.kind(), e.getMessage() + ", another address is given by --addr", e)
                    : e;
        }
    }

    private static void awaitInterrupt() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Ctrl-C or SIGTERM: the regular end
        }
    }

    private InetSocketAddress listenAddress() throws RegistryException {
        Optional<InetSocketAddress> given = address.value();
        return given.isPresent() ? given.get() : listenAddress(DEFAULT_ADDRESS);
    }

    private static InetSocketAddress listenAddress(String text) throws RegistryException {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            String host = colon < 0 ? "" : text.substring(0, colon).replaceAll("^\\[|]$", "");
            if (colon >= 0 && port >= 0 && port <= MAX_PORT) {
                return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
            }
        } catch (NumberFormatException e) {
            throw invalidAddress();
        }
        throw invalidAddress();
    }

    private static RegistryException invalidAddress() {
        return RegistryException.of(ErrorKind.INVALID_INPUT, "use host:port such as " + DEFAULT_ADDRESS);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.registry;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.serve.CertificateFiles;
import io.regclient.kit.serve.OwnCertificate;
import io.regclient.server.registry.ServedName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/** The flags of {@code registry serve} for https. */
final class ServeTls {
    private final Flag<Boolean> tls;
    private final Flag<String> certificate;
    private final Flag<String> key;

    ServeTls(FlagSet flags) {
        tls = flags.bool("tls", "Serve https, with a certificate of its own unless --tls-cert and --tls-key are given");
        certificate =
                flags.text("tls-cert", "", "File with the certificate for https (PEM), then those of its authorities");
        key = flags.text("tls-key", "", "File with the private key of the certificate (PEM, not encrypted)");
    }

    /**
     * What a server shows its clients.
     *
     * @param authority file of the certificate they have to trust, where it was made here
     */
    record Identity(SSLContext context, Optional<Path> authority) {}

    /** Empty for plain http. */
    Optional<Identity> identity(Invocation invocation, Path root, InetSocketAddress address, List<ServedName> allowed)
            throws RegistryException {
        boolean files = !certificate.value().isEmpty() || !key.value().isEmpty();
        if (files && (certificate.value().isEmpty() || key.value().isEmpty())) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT, "--tls-cert and --tls-key belong together, one of them is missing");
        }
        Path here = invocation.environment().workingDirectory();
        if (files) {
            SSLContext context = CertificateFiles.context(here.resolve(certificate.value()), here.resolve(key.value()));
            return Optional.of(new Identity(context, Optional.empty()));
        }
        if (!tls.value()) {
            return Optional.empty();
        }
        OwnCertificate own = OwnCertificate.in(root.resolve(".tls"), names(address, allowed), Instant.now());
        return Optional.of(new Identity(own.context(), Optional.of(own.authority())));
    }

    /** By what the server is called: its address, this machine's own names of it, and those of --allow-host-name. */
    private static Set<String> names(InetSocketAddress address, List<ServedName> allowed) {
        Set<String> names = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1"));
        InetAddress ip = address.getAddress();
        if (ip != null && !ip.isAnyLocalAddress() && !ip.isLoopbackAddress()) {
            names.add(ip.getHostAddress());
        }
        allowed.forEach(name -> names.add(name.text()));
        return names;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import io.regclient.config.HostConfig;
import io.regclient.config.HostTable;
import io.regclient.config.TlsMode;
import io.regclient.kit.schema.Parsed;
import io.regclient.ref.LayoutRef;
import io.regclient.ref.Ref;
import io.regclient.ref.RegistryRef;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One name for each repository, however references spell it: the host that is contacted and the path there, or the path
 * of a layout's directory. What only name servers or symbolic links know to be the same has two names.
 */
public final class RepositoryNames {
    private final HostTable hosts;
    private final Path workingDirectory;

    /**
     * Names of a configuration.
     *
     * @param hosts its {@code creds}, which may give a host several names
     * @param workingDirectory where relative paths of layouts start
     */
    public RepositoryNames(List<HostConfig> hosts, Path workingDirectory) {
        this.hosts = HostTable.builder(warning -> {}).addAll(hosts).build();
        this.workingDirectory = workingDirectory.toAbsolutePath();
    }

    /** The name of the repository a text refers to; the text itself when it is no reference. */
    String of(String text) {
        Optional<Ref> ref = Parsed.by(() -> Ref.parse(text)).value();
        return ref.isPresent() ? of(ref.get()) : text;
    }

    /** The name of the repository a reference is about. */
    public String of(Ref ref) {
        if (ref instanceof RegistryRef repository) {
            return of(repository);
        }
        LayoutRef layout = (LayoutRef) ref;
        return layout.scheme() + "://" + workingDirectory.resolve(layout.path()).normalize();
    }

    private String of(RegistryRef repository) {
        HostConfig host = hosts.host(repository.registry());
        String prefix = host.pathPrefix().isEmpty() ? "" : host.pathPrefix() + "/";
        return address(host) + "/" + prefix + repository.repository();
    }

    private static String address(HostConfig host) {
        String port = host.tls() == TlsMode.DISABLED ? ":80" : ":443";
        String address = host.hostname().toLowerCase(Locale.ROOT);
        return address.endsWith(port) ? address.substring(0, address.length() - port.length()) : address;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.config.Credential;
import io.regclient.config.Environment;
import io.regclient.config.HostCatalog;
import io.regclient.config.HostConfig;
import io.regclient.config.HostConfigBuilder;
import io.regclient.config.TlsMode;
import io.regclient.testing.ManualTime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Hosts of a test: {@code hosts.add("reg", server).user("me").pass("pw")}; a login is what the settings hold. */
class TestHosts implements HostCatalog {
    static final Environment NO_ENVIRONMENT = environment(Map.of());

    private final Map<String, HostConfigBuilder> hosts = new LinkedHashMap<>();

    /** An environment with variables and without any files. */
    static Environment environment(Map<String, String> variables) {
        return Environment.of(variables, Path.of("/nowhere"), Path.of("/nowhere"));
    }

    /** A host that speaks plain HTTP; its settings can be changed until it is used. */
    HostConfigBuilder add(String name, ScriptedServer server) {
        return add(name, server.authority(), TlsMode.DISABLED);
    }

    HostConfigBuilder add(String name, String hostname, TlsMode tls) {
        HostConfigBuilder host =
                HostConfig.named(name).toBuilder().name(name).hostname(hostname).tls(tls);
        hosts.put(name, host);
        return host;
    }

    /** A client of these hosts. */
    RegistryHttp.Builder client(ManualTime time) {
        return RegistryHttp.builder()
                .hosts(this)
                .environment(NO_ENVIRONMENT)
                .userAgent("agent/1")
                .ticker(time)
                .sleeper(time);
    }

    @Override
    public HostConfig host(String name) {
        HostConfigBuilder host = hosts.get(name);
        if (host == null) {
            throw new AssertionError("unknown host " + name);
        }
        return host.build();
    }

    @Override
    public List<String> names() {
        return new ArrayList<>(hosts.keySet());
    }

    @Override
    public Credential credential(HostConfig host) {
        return new Credential(host.user(), host.pass(), host.token());
    }
}

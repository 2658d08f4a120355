// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import io.regclient.config.Credential;
import io.regclient.config.Environment;
import io.regclient.config.HostCatalog;
import io.regclient.config.HostConfig;
import io.regclient.config.HostConfigBuilder;
import io.regclient.config.TlsMode;
import io.regclient.http.RegistryHttp;
import io.regclient.testing.ManualTime;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A scheme over real connections to registries on this machine; waits between tries take no time. */
final class LoopbackClient {
    private LoopbackClient() {}

    static RegistryScheme scheme() {
        return scheme(host -> host, RegistrySchemeOptions.DEFAULT);
    }

    /**
     * A scheme.
     *
     * @param settings changes the settings of every host, which start with plain http
     */
    static RegistryScheme scheme(UnaryOperator<HostConfigBuilder> settings, RegistrySchemeOptions options) {
        ManualTime time = new ManualTime();
        RegistryHttp http = RegistryHttp.builder()
                .hosts(new Hosts(settings))
                .environment(Environment.of(Map.of(), Path.of("/"), Path.of("")))
                .ticker(time)
                .sleeper(time)
                .build();
        return new RegistryScheme(http, time, options);
    }

    private record Hosts(UnaryOperator<HostConfigBuilder> settings) implements HostCatalog {
        @Override
        public HostConfig host(String name) {
            HostConfigBuilder plain = HostConfig.named(name).toBuilder().tls(TlsMode.DISABLED);
            return settings.apply(plain).build();
        }

        @Override
        public List<String> names() {
            return List.of();
        }

        @Override
        public Credential credential(HostConfig host) {
            return new Credential(host.user(), host.pass(), host.token());
        }
    }
}

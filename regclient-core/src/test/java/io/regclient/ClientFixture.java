// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import io.regclient.config.Environment;
import io.regclient.config.HostConfig;
import io.regclient.config.HostTable;
import io.regclient.config.TlsMode;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.testing.InProcessRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Clients for registries of a test. */
final class ClientFixture {
    private ClientFixture() {}

    /** A client that knows the registries as plain http, with short delays. */
    static RegClient client(InProcessRegistry... registries) {
        return builder(registries).build();
    }

    static RegClientBuilder builder(InProcessRegistry... registries) {
        HostTable.Builder hosts = HostTable.builder(warning -> {});
        for (InProcessRegistry registry : registries) {
            hosts.add(HostConfig.builder(registry.host()).tls(TlsMode.DISABLED).build());
        }
        return RegClient.builder()
                .hosts(hosts.build())
                .environment(Environment.of(Map.of(), Path.of("/"), Path.of("")))
                .delay(Duration.ofMillis(1), Duration.ofMillis(10))
                .warnings(text -> {});
    }

    static Ref ref(InProcessRegistry registry, String name) {
        return ref(registry.host() + "/" + name);
    }

    static Ref ref(String text) {
        try {
            return Ref.parse(text);
        } catch (RegistryException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static RegistryException failure(ThrowingCallable call) {
        RegistryException e = Assertions.catchThrowableOfType(RegistryException.class, call);
        Assertions.assertThat(e).as("expected failure").isNotNull();
        Assertions.assertThat(e.getMessage()).isNotBlank();
        return e;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import static io.regclient.scheme.registry.Failures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.RegistryRef;
import io.regclient.testing.InProcessRegistry;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PingHeadersTest {
    @Test
    @DisplayName("24.E 86, TG-10: a refused ping shows the challenge of the registry")
    void refusedPing() {
        try (InProcessRegistry registry =
                        InProcessRegistry.builder().user("u", "p").start();
                RegistryScheme scheme = LoopbackClient.scheme()) {
            RegistryException e =
                    failure(ErrorKind.HTTP_UNAUTHORIZED, () -> scheme.ping(RegistryRef.ofRegistry(registry.host())));
            assertThat(e.responseHeaders().keySet())
                    .anyMatch(name -> name.toLowerCase(Locale.ROOT).equals("www-authenticate"));
        }
    }
}

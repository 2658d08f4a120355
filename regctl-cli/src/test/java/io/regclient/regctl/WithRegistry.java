// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import io.regclient.testing.CliResult;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A registry in this process, and regctl run against it. */
abstract class WithRegistry {
    @TempDir
    Path directory;

    InProcessRegistry registry;

    WithRegistry() {
        this(InProcessRegistry.start());
    }

    WithRegistry(InProcessRegistry registry) {
        this.registry = registry;
    }

    @AfterEach
    void stopRegistry() {
        registry.close();
    }

    CliResult regctl(String... args) {
        List<String> all = new ArrayList<>(List.of("--host", TestHosts.host(registry)));
        all.addAll(List.of(args));
        return ProgramRunner.of(Regctl.PROGRAM, directory).run(all.toArray(String[]::new));
    }

    String ref(String name) {
        return registry.host() + "/" + name;
    }
}

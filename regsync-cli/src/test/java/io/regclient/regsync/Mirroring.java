// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.testing.CliResult;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import io.regclient.testing.TestRepository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the program on configurations for one registry and looks at the result.
 *
 * @param registry source and target of the entries
 * @param directory home and working directory
 */
record Mirroring(InProcessRegistry registry, Path directory) {

    /** Runs a command with a configuration from stdin; the registry is configured for plain HTTP. */
    CliResult run(String yaml, String... args) {
        List<String> line = new ArrayList<>(List.of(args));
        line.addAll(List.of("-c", "-"));
        String creds = "creds: [{registry: '" + registry.host() + "', tls: disabled}]\n";
        return ProgramRunner.of(Regsync.PROGRAM, directory).stdin(creds + yaml).run(line.toArray(String[]::new));
    }

    /** An entry in flow style; images have the tag v1. */
    static String entry(TestRepository source, TestRepository target, String type, String more) {
        String tag = type.equals("image") ? ":v1" : "";
        return "{source: '" + source.fullName() + tag + "', target: '" + target.fullName() + tag + "', type: " + type
                + (more.isEmpty() ? "" : ", " + more) + "}";
    }

    static String sync(String... entries) {
        return "sync: [" + String.join(", ", entries) + "]\n";
    }

    List<String> tags(TestRepository repository) {
        String list = RegsyncHttp.get(registry.uri().resolve("/v2/" + repository.name() + "/tags/list"));
        return RegsyncHttp.strings(list, "tags");
    }

    void delete(TestRepository repository, String tag) {
        RegsyncHttp.delete(registry.uri().resolve("/v2/" + repository.name() + "/manifests/" + tag));
    }

    String digest(TestRepository repository, String tag) {
        return RegsyncHttp.digest(registry.uri().resolve("/v2/" + repository.name() + "/manifests/" + tag));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.regbot.sandbox.ScriptException;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Dry runs: contract regbot A12. */
@ExtendWith(RegistryExtension.class)
class DryRunTest {
    private final ApiRun run;

    DryRunTest(InProcessRegistry registry) {
        this.run = ApiRun.on(registry).dry();
    }

    @Test
    @DisplayName("A12: no function writes to the registry, reads are real, blob.put tells digest and size")
    void writesNothing(TestRepository repository) throws ScriptException {
        String layer = repository
                .put(ImageFixture.small(1), "v1")
                .blobs()
                .getFirst()
                .digest()
                .toString();
        Digest hello = Digest.sha256("hello".getBytes(StandardCharsets.UTF_8));
        String script = """
                image.copy("NAME:v1", "NAME:copy")
                tag.delete("NAME:v1")
                local m = manifest.get("NAME:v1")
                m:delete()
                m:put("NAME:put")
                manifest.put("NAME:v1", "NAME:put2")
                m.Annotations.a = "b"
                m:export():put("NAME:put3")
                print(blob.put("NAME", "hello"))
                print((blob.get("NAME", "LAYER"):put("NAME")))
                print((blob.put("NAME", m:config())) == m.config.digest)
                print(table.concat(tag.ls("NAME"), " "))
                """.replace("NAME", repository.fullName()).replace("LAYER", layer);

        assertThat(run.output(script)).isEqualTo(hello + "\t5\n" + layer + "\ntrue\nv1");
        assertThat(run.report().text())
                .startsWith("dry run, not done: copy 1, delete 2, put 6\n")
                .contains(
                        "copy NAME:v1 -> NAME:copy (test)\ndelete NAME:v1 (test)\n"
                                .replace("NAME", repository.fullName()),
                        "put " + hello + " -> " + repository.fullName() + ":latest (test)\n");
        assertThat(run.report().json()).contains("\"delete\": 2", "\"action\": \"copy\"");
        assertThat(repository.lines()).allMatch(line -> line.startsWith("GET ") || line.startsWith("HEAD "));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.regbot.sandbox.ScriptException;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code blob}: contract regbot A11. */
@ExtendWith(RegistryExtension.class)
class BlobFunctionsTest {
    private final ApiRun run;

    BlobFunctionsTest(InProcessRegistry registry) {
        this.run = ApiRun.on(registry);
    }

    @Test
    @DisplayName("A11: a string is uploaded itself; digest and size are returned")
    void putsStrings(TestRepository repository) throws ScriptException {
        Digest digest = Digest.sha256("hello".getBytes(UTF_8));
        String script = """
                print(blob.put("NAME", "hello"))
                print(blob.put(reference.new("NAME"), "hello"))
                print(type(blob.head("NAME", "DIGEST")), tostring(blob.head("NAME@DIGEST")):match("^userdata"))
                """.replace("NAME", repository.fullName()).replace("DIGEST", digest.toString());

        assertThat(run.output(script)).isEqualTo("""
                DIGEST\t5
                DIGEST\t5
                userdata\tuserdata""".replace("DIGEST", digest.toString()));
    }

    @Test
    @DisplayName("A11: a blob is passed on once, by function or by method")
    void passesBlobsOn(TestRepository source, TestRepository target) throws ScriptException {
        SampleImage image = source.put(ImageFixture.small(1), "v1");
        SampleImage.Content layer = image.blobs().getFirst();
        String script = """
                local b = blob.get("SRC", "DIGEST")
                print(blob.put("TGT", b))
                print(pcall(blob.put, "TGT", b))
                print(blob.get("SRC@DIGEST"):put("TGT"))
                print(b:get():put("TGT") == "DIGEST", type(b:head()))
                print(b.size, b.content, pcall(tag.ls, b))
                blob.get("SRC", "DIGEST")
                """.replace("SRC", source.fullName())
                .replace("TGT", target.fullName())
                .replace("DIGEST", layer.digest().toString());

        String line = layer.digest() + "\t" + layer.bytes().length;
        assertThat(run.output(script)).isEqualTo(line + """

                false\t<string>:3: the blob has no content: it was asked for with head or was already put
                LINE
                true\tuserdata
                nil\tnil\tfalse\t<string>:6: bad argument #1 to ls (reference expected)""".replace("LINE", line));
    }

    @Test
    void putsEditedConfigs(TestRepository repository) throws ScriptException {
        repository.put(ImageFixture.image("linux/amd64").layer("a", "1").build(), "v1");
        String script = """
                local m = manifest.get("NAME:v1")
                local ic = m:config()
                ic.Config.Labels.color = "blue"
                local digest, size = blob.put("NAME", ic:export())
                m.config.digest, m.config.size = digest, size
                m:export():put("NAME:v2")
                print(image.config("NAME:v2").Config.Labels.color)
                """.replace("NAME", repository.fullName());

        assertThat(run.output(script)).isEqualTo("blue");
    }

    @Test
    void reportsFailures(TestRepository repository) throws ScriptException {
        repository.put(ImageFixture.small(1), "v1");
        String name = repository.fullName();
        String digest = "sha256:" + "00".repeat(32);

        assertThat(run.values("pcall(blob.get, '" + name + "', '" + digest + "')"))
                .startsWith("false\t<string>:1: Failed retrieving \"" + name + ":latest\" blob " + digest + ": ");
        assertThat(run.values("pcall(blob.head, '" + name + "', '" + digest + "')"))
                .startsWith("false\t<string>:1: Failed retrieving \"" + name + ":latest\" blob " + digest + ": ");
        assertThat(run.values("pcall(blob.get, '" + name + "')"))
                .startsWith("false\t<string>:1: Failed retrieving \"" + name + ":latest\" blob: digest required");
        assertThat(run.values("pcall(blob.put, '" + name + "', {})"))
                .isEqualTo("false\t<string>:1: bad argument #2 to put (blob, image config or string expected)");
    }
}

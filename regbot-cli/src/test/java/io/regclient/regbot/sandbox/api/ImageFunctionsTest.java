// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.config.LocalPlatform;
import io.regclient.regbot.sandbox.ScriptException;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code image.copy}, {@code image.config} and {@code imageconfig}: contract regbot A8, A9. */
@ExtendWith(RegistryExtension.class)
class ImageFunctionsTest {
    private final ApiRun run;

    ImageFunctionsTest(InProcessRegistry registry) {
        this.run = ApiRun.on(registry);
    }

    private static SampleImage labelled() {
        return ImageFixture.image("linux/amd64")
                .created(Instant.parse("2021-01-01T00:00:00Z"))
                .label("org.opencontainers.image.created", "2021-01-01T00:00:00Z")
                .env("PATH", "/bin")
                .entrypoint("/app")
                .layer("file", "content")
                .build();
    }

    @Test
    @DisplayName("A8: image.copy copies whole indexes, or the platforms asked for")
    void copiesImages(TestRepository source, TestRepository target) throws ScriptException {
        SampleImage index = source.put(ImageFixture.multiPlatform("linux/amd64", "linux/arm64"), "v1");
        String script = """
                image.copy("SRC:v1", "TGT:all", {digestTags = false})
                image.copy("SRC:v1", reference.new("TGT:all2"))
                image.copy("SRC:v1", "TGT:ignored", 5)
                for _, t in ipairs(tag.ls("TGT")) do print(t, manifest.head("TGT:" .. t):descriptor().Digest) end
                """.replace("SRC", source.fullName()).replace("TGT", target.fullName());

        assertThat(run.output(script)).isEqualTo("all\t%1$s\nall2\t%1$s\nignored\t%1$s".formatted(index.digest()));
    }

    @Test
    void reportsFailedCopies(TestRepository source, TestRepository target) throws ScriptException {
        assertThat(run.values("pcall(image.copy, '" + source.fullName() + ":x', '" + target.fullName() + ":y')"))
                .startsWith("false\t<string>:1: Failed copying \"" + source.fullName() + ":x\" to \""
                        + target.fullName() + ":y\": ");
    }

    @Test
    @DisplayName("A9: fields have the names of upstream and of JSON and share their tables")
    void showsTheConfig(TestRepository repository) throws ScriptException {
        repository.put(labelled(), "v1");
        String script = """
                local ic = image.config("NAME:v1")
                local label = "org.opencontainers.image.created"
                print(ic.Config.Labels[label], ic.config.Labels[label], ic.Config.Labels == ic.config.Labels)
                print(ic.Platform.os, ic.Platform.Architecture, ic.os, ic.RootFS.Type, #ic.rootfs.diff_ids)
                print(ic.Created, ic.Author == "", ic.Config.Env[1], ic.config.Entrypoint[1], ic.nothing)
                print(type(ic.Config.Volumes), next(ic.Config.Volumes), #ic.Config.Cmd, ic.Config.StopTimeout)
                print(ic.Config.Healthcheck, ic.Config.Labels.missing, ic.Config.ArgsEscaped, type(ic))
                """.replace("NAME", repository.fullName());
        assertThat(run.output(script)).isEqualTo("""
                2021-01-01T00:00:00Z\t2021-01-01T00:00:00Z\ttrue
                linux\tamd64\tnil\tlayers\t1
                2021-01-01 00:00:00 +0000 UTC\ttrue\tPATH=/bin\t/app\tnil
                table\tnil\t0\tnil
                nil\tnil\tfalse\tuserdata""");
    }

    @Test
    @DisplayName("A9: a missing label is nil and comparing it is an error")
    void failsOnAMissingLabel(TestRepository repository) throws ScriptException {
        repository.put(ImageFixture.small(1), "v1");

        assertThat(run.values("pcall(function() return image.config('" + repository.fullName()
                        + ":v1').Config.Labels.x < 'y' end)"))
                .isEqualTo("false\t<string>:1: attempt to compare nil with string");
    }

    @Test
    @DisplayName("A8: an index is resolved to the platform of this machine, or given by manifest.get")
    void resolvesPlatforms(TestRepository repository) throws ScriptException {
        repository.put(ImageFixture.multiPlatform("linux/amd64", "linux/arm64", "linux/s390x"), "v1");
        String name = repository.fullName() + ":v1";

        assertThat(run.values("image.config('" + name + "').Platform.architecture"))
                .isEqualTo(LocalPlatform.system().get().architecture());
        assertThat(run.values("image.config(manifest.get('" + name + "', 'linux/s390x')).Platform.architecture"))
                .isEqualTo("s390x");
        assertThat(run.values("pcall(image.config, manifest.getList('" + name + "'))"))
                .isEqualTo("false\t<string>:1: Image methods are not available for manifest");
        assertThat(run.values("pcall(image.config, '" + repository.fullName() + ":none')"))
                .startsWith("false\t<string>:1: manifest pull failed: ");
    }

    @Test
    @DisplayName("A9: nested tables can be edited, export makes a new config of them")
    void exportsEditedConfigs(TestRepository repository) throws ScriptException {
        repository.put(labelled(), "v1");
        String script = """
                local ic = image.config("NAME:v1")
                print(pcall(function() ic.Author = "x" end))
                ic.Config.Labels.added = "yes"
                table.insert(ic.config.Env, "A=b")
                ic.Platform.os = "windows"
                ic.Config.Volumes["/data"] = {}
                ic.Config.ExposedPorts["80/tcp"] = {}
                local new = ic:export()
                print(new.Config.Labels.added, new.config.Env[2], new.Platform.OS, next(new.Config.Volumes),
                  next(new.config.ExposedPorts), new.Created, #new.History == #ic.History)
                local again = image.config("NAME:v1")
                print(again.Config.Labels.added, tostring(new):match('"added": "yes"'), tostring(again):sub(1, 4) == "{\\n  ")
                ic.Config.Env = 5
                print(pcall(function() return ic:export() end))
                """.replace("NAME", repository.fullName());
        assertThat(run.output(script)).isEqualTo("""
                false\t<string>:2: attempt to index a non-table object(userdata) with key 'Author'
                yes\tA=b\twindows\t/data\t80/tcp\t2021-01-01 00:00:00 +0000 UTC\ttrue
                nil\t"added": "yes"\ttrue
                false\t<string>:14: config.config.Env: table expected, got number""");
    }

    @Test
    @DisplayName("A3: copy and config take the shared slot, and give it back also after an error")
    void givesBackTheSlot(TestRepository repository) throws ScriptException {
        repository.put(ImageFixture.small(1), "v1");
        String script = """
                for i = 1, 3 do
                  pcall(image.copy, "NAME:none", "NAME:x")
                  pcall(image.config, "NAME:none")
                  image.config("NAME:v1")
                  image.copy("NAME:v1", "NAME:copy")
                end
                print("done")
                """.replace("NAME", repository.fullName());
        assertThat(run.output(script)).isEqualTo("done");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.TarBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code image mod} tells about options that have found nothing, and about those that have (contract regctl 11). */
class ImageModHintsTest extends WithRegistry {
    private static final String TIME = "2020-02-02T00:00:00Z";
    private static final String NO_PLATFORM = "No image has the platform of an option";
    private static final String NO_BASE = "Image is not built on the base image of an option";
    private static final String FEW_LAYERS = "Image has fewer layers than are to keep their times";
    private static final String LOOSE_LINK = "A hard link leads to a removed file";

    private CliResult mod(String image, String... options) {
        List<String> words = new ArrayList<>(List.of("image", "mod", ref(image), "--create", "new"));
        words.addAll(List.of(options));
        return regctl(words.toArray(String[]::new));
    }

    private String inspected(String template) {
        return regctl("image", "inspect", "--platform", "linux/arm64", "--format", template, ref("src:new"))
                .out();
    }

    @Test
    @DisplayName("MO-1, MO-13: an option about configs is for the platforms that those before it have set")
    void takesPlatformsInTheirPlace() {
        registry.put("src", ImageFixture.image("linux/amd64").layer("a", "1").build(), "v1");
        String arm = "[linux/arm64]A=arm";
        String amd = "[linux/amd64]B=amd";

        mod("src:v1", "--env", amd, "--config-platform", "linux/arm64", "--env", arm)
                .check()
                .succeeds()
                .err("");
        assertThat(inspected("{{.Config.Env}}")).contains("A=arm", "B=amd");

        mod("src:v1", "--env", arm, "--config-platform", "linux/arm64", "--env", amd)
                .check()
                .succeeds()
                .errContains(NO_PLATFORM, "platform=linux/arm64", "has=linux/amd64")
                .errContains(NO_PLATFORM, "platform=linux/amd64", "has=linux/arm64");
        assertThat(inspected("{{.Config.Env}}")).doesNotContain("A=arm", "B=amd");
    }

    @Test
    @DisplayName("MO-1, MO-13: options about manifests and layers to add are for the platforms that were read")
    void takesPlatformsAsRead() throws IOException {
        registry.put("src", ImageFixture.image("linux/amd64").layer("a", "1").build(), "v1");
        Path tar = Files.write(
                directory.resolve("new.tar"), new TarBytes().file("new", "1").build());
        for (String platform : List.of("linux/amd64", "linux/arm64")) {
            CliResult result = mod(
                    "src:v1",
                    "--config-platform",
                    "linux/arm64",
                    "--annotation",
                    "[" + platform + "]x=1",
                    "--layer-add",
                    "tar=" + tar + ",platform=" + platform);

            boolean found = platform.equals("linux/amd64");
            assertThat(result.err().lines()).hasSize(found ? 0 : 1);
            assertThat(inspected("{{len .RootFS.DiffIDs}}")).isEqualTo(found ? "2" : "1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--config-time", "--layer-time", "--time"})
    @DisplayName(
            "regctl 11.7: a base image that the image is not built on, and more base layers than there are, say so once")
    void tellsWhatIsNoBase(String option) {
        registry.put("src", ImageFixture.image("linux/amd64").layer("a", "1").build(), "v1");
        registry.put("other", ImageFixture.image("linux/amd64").layer("b", "2").build(), "v1");

        CliResult other = mod("src:v1", option, "set=" + TIME + ",base-ref=" + ref("other:v1"));
        other.check().succeeds().errContains(NO_BASE, "base=" + ref("other:v1"), "platform=linux/amd64");
        assertThat(other.err().lines()).hasSize(1);

        CliResult more = mod("src:v1", option, "set=" + TIME + ",base-layers=99");
        more.check().succeeds().errContains(FEW_LAYERS, "base-layers=99", "layers=1", "platform=linux/amd64");
        assertThat(more.err().lines()).hasSize(1);

        mod("src:v1", option, "set=" + TIME + ",base-layers=1,base-ref=" + ref("src:v1"))
                .check()
                .succeeds()
                .err("");
    }

    @Test
    @DisplayName(
            "regctl 11.7: of an image that is no base only the layers and the first steps that both have are spared")
    void sparesWhatIsShared() {
        SampleImage image = ImageFixture.image("linux/arm64")
                .layer("a", "1")
                .layer("b", "2")
                .build();
        registry.put("src", image, "v1");
        regctl("image", "mod", ref("src:v1"), "--create", "sibling", "--layer-rm-index", "0")
                .check()
                .succeeds();
        String before = regctl(
                        "image",
                        "inspect",
                        "-p",
                        "linux/arm64",
                        "--format",
                        "{{(index .History 0).Created}}",
                        ref("src:v1"))
                .out();
        assertThat(before).isNotEmpty();

        mod("src:v1", "--time", "set=" + TIME + ",base-ref=" + ref("src:sibling"))
                .check()
                .succeeds()
                .errContains(NO_BASE);

        assertThat(inspected("{{(index .History 0).Created}}")).contains("2020-02-02");
        String second = regctl("manifest", "get", "--format", "{{(index .Layers 1).Digest}}", ref("src:new"))
                .out();
        assertThat(regctl("manifest", "get", "--format", "{{(index .Layers 0).Digest}}", ref("src:sibling"))
                        .out())
                .isEqualTo(second);
    }

    @Test
    @DisplayName("regctl 11 --file-tar-time: of an archive that is compressed the compression is told")
    void namesTheCompression() throws IOException {
        registry.put("src", ImageFixture.image("linux/arm64").layer("a", "1").build(), "v1");
        Path folder = Files.createDirectories(directory.resolve("folder"));
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("inner.tar.gz")))) {
            out.write(new TarBytes().file("inner", "1").build());
        }
        mod("src:v1", "--layer-add", "dir=" + folder, "--file-tar-time", "filename=inner.tar.gz,set=" + TIME)
                .check()
                .exits(1)
                .errContains("file inner.tar.gz: it is compressed with gzip");
    }

    @Test
    @DisplayName(
            "regctl 11 --layer-strip-file: a hard link that another option of the line removes is nothing to warn about")
    void tellsOnlyLinksThatStay() throws IOException {
        registry.put("src", ImageFixture.image("linux/arm64").layer("a", "1").build(), "v1");
        Path tar = Files.write(
                directory.resolve("links.tar"),
                new TarBytes()
                        .file("etc/passwd", "root")
                        .hardLink("usr/hard", "etc/passwd")
                        .hardLink("usr/lib/stays", "etc/passwd")
                        .build());
        mod("src:v1", "--layer-add", "tar=" + tar).check().succeeds();
        for (String[] order : new String[][] {{"/etc", "usr/hard"}, {"usr/hard", "/etc"}}) {
            CliResult result =
                    mod("src:new", "--dry-run", "--layer-strip-file", order[0], "--layer-strip-file", order[1]);
            result.check().succeeds().errContains(LOOSE_LINK, "usr/lib/stays");
            assertThat(result.err()).doesNotContain("usr/hard");
        }
        mod("src:new", "--layer-strip-file", "/etc", "--layer-strip-file", "/usr")
                .check()
                .succeeds()
                .err("");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.archive.Compression;
import io.regclient.archive.TarWriter;
import io.regclient.digest.Digest;
import io.regclient.regctl.view.HumanSize;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.TarBytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code image validate}: everything an image needs, in a registry, a layout and an archive. */
class ImageValidateTest extends WithRegistry {
    private static final String LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}";

    private final SampleImage amd = ImageFixture.image("linux/amd64")
            .layer("base", "of both")
            .layer("a", "amd")
            .build();
    private final SampleImage arm = ImageFixture.image("linux/arm64")
            .layer("base", "of both")
            .layer("b", "arm")
            .build();
    private final SampleImage index = ImageFixture.index(amd, arm).build();

    @BeforeEach
    void putImage() throws IOException {
        registry.put("src", index, "v1");
        regctl("image", "copy", ref("src:v1"), "ocidir://layout:v1").check().succeeds();
        regctl("image", "export", ref("src:v1"), "image.tar").check().succeeds();
        registry.requests().clear();
    }

    private CliResult validate(String... args) {
        return regctl(
                Stream.concat(Stream.of("image", "validate"), Stream.of(args)).toArray(String[]::new));
    }

    private Path blob(Digest digest) {
        return directory.resolve("layout/blobs/sha256").resolve(digest.hex());
    }

    /** The layer that only one of the images has. */
    private static SampleImage.Content own(SampleImage image) {
        return image.blobs().getLast();
    }

    private static String path(String top, SampleImage image, String platform, SampleImage.Content blob) {
        return top + " > manifest " + platform + " " + image.digest() + " > layer " + blob.digest();
    }

    @Test
    @DisplayName("ours: a complete image costs a GET for each manifest and a HEAD for each blob, once")
    void acceptsACompleteImage() {
        validate(ref("src:v1"))
                .check()
                .succeeds()
                .outMatches(ref("src:v1") + ": complete \\(3 manifests, 5 blobs, \\S+B\\)\n")
                .errIsEmpty();

        assertThat(registry.requests().count("GET", "/manifests/")).isEqualTo(3);
        assertThat(registry.requests().count("HEAD", "/blobs/")).isEqualTo(5);
        assertThat(registry.requests().all()).hasSize(3 + 5);
    }

    @Test
    @DisplayName("ours: --deep reads each blob once; layouts and archives are checked as well")
    void acceptsEverywhere() {
        validate(
                        "--deep",
                        "--format",
                        "{{.Valid}} {{.Manifests}} {{.Blobs}} {{.Bytes}}{{println}}",
                        ref("src:v1"),
                        "ocidir://layout:v1",
                        "image.tar",
                        "ocitar://image.tar")
                .check()
                .succeeds()
                .outMatches("(true 3 5 \\d+)\n\\1\n\\1\n\\1\n");

        assertThat(registry.requests().count("GET", "/blobs/")).isEqualTo(5);
        assertThat(registry.requests().count("HEAD", ".*")).isZero();
    }

    @Test
    @DisplayName("ours: what is missing is listed with what leads to it, and the exit code is 1")
    void findsWhatIsMissing() throws IOException {
        registry.faults().on("HEAD", "/blobs/" + own(arm).digest(), new Fault.Status(404));
        Files.delete(blob(own(amd).digest()));
        Files.delete(blob(arm.digest()));

        validate(ref("src:v1"))
                .check()
                .exits(1)
                .outContains("missing: " + path(ref("src:v1"), arm, "linux/arm64", own(arm)) + ": it is not there\n")
                .outContains(ref("src:v1") + ": not complete, 1 flaw (3 manifests, 4 blobs, ")
                .errIsEmpty();
        validate("ocidir://layout:v1")
                .check()
                .exits(1)
                .outContains(
                        "missing: ocidir://layout:v1 > manifest linux/arm64 " + arm.digest() + ": it is not there\n")
                .outContains(
                        "missing: " + path("ocidir://layout:v1", amd, "linux/amd64", own(amd)) + ": it is not there\n")
                .outContains("not complete, 2 flaws");
        validate(ref("src:none"))
                .check()
                .exits(1)
                .out("missing: " + ref("src:none") + ": it is not there\n" + ref("src:none")
                        + ": not complete, 1 flaw (0 manifests, 0 blobs, 0.000B)\n");
    }

    @Test
    @DisplayName("ours: another size is found by looking, other bytes by reading")
    void findsWhatIsDamaged() throws IOException {
        byte[] content = Files.readAllBytes(blob(own(amd).digest()));
        Files.write(blob(own(arm).digest()), new byte[] {1, 2, 3});
        content[0] ^= 1;
        Files.write(blob(own(amd).digest()), content);

        CliResult looked = validate("ocidir://layout:v1");
        CliResult read = validate("ocidir://layout:v1", "--deep", "--format", "{{json .}}");

        assertThat(looked.lines())
                .containsExactly(
                        "damaged: " + path("ocidir://layout:v1", arm, "linux/arm64", own(arm))
                                + ": it has 3 bytes instead of " + own(arm).bytes().length,
                        looked.lines().getLast());
        read.check().exits(1).errIsEmpty();
        assertThat(read.out())
                .startsWith("{\"name\":\"ocidir://layout:v1\",\"valid\":false,\"manifests\":3,")
                .contains(
                        "{\"kind\":\"damaged\",\"path\":[\"ocidir://layout:v1\",\"manifest linux/amd64 " + amd.digest()
                                + "\",\"layer " + own(amd).digest() + "\"],\"reason\":\"digest mismatch, expected "
                                + own(amd).digest());
    }

    @Test
    @DisplayName("ours: a blob that was damaged on its way only is right the second time")
    void readsTwice() {
        registry.faults().on("GET", "/blobs/" + own(amd).digest(), Occurrence.first(1), new Fault.CorruptBody());
        validate("--deep", ref("src:v1")).check().succeeds();

        registry.faults().on("GET", "/blobs/" + own(amd).digest(), new Fault.CorruptBody());
        validate("--deep", ref("src:v1")).check().exits(1).outContains("damaged: ");
    }

    @Test
    @DisplayName("ours: a blob that ends early each time is damaged like others, and the image not complete")
    void tellsOfACutOffBlob() {
        registry.faults().on("GET", "/blobs/" + own(amd).digest(), new Fault.TruncateBody(1));

        validate("--deep", ref("src:v1"))
                .check()
                .exits(1)
                .errIsEmpty()
                .outContains("damaged: " + path(ref("src:v1"), amd, "linux/amd64", own(amd)))
                .outContains(ref("src:v1") + ": not complete, 1 flaw (3 manifests, 4 blobs, ");
    }

    @Test
    @DisplayName("ours: a registry that ends in the middle of a blob says nothing about the image")
    void failsWithoutTheRegistry() {
        registry.faults().on("GET", "/blobs/" + own(amd).digest(), Occurrence.first(1), new Fault.TruncateBody(1));
        registry.faults()
                .on("GET", "/blobs/" + own(amd).digest(), new Occurrence(2, Integer.MAX_VALUE), new Fault.Status(502));

        CliResult result = validate("--deep", ref("src:v1"));

        result.check().exits(1).out("").errContains("502");
    }

    @Test
    @DisplayName("ours: a link that leads out of a layout is not followed; a registry that does not answer is an error")
    void tellsFailuresFromFlaws() throws IOException {
        Path blob = blob(own(amd).digest());
        Path outside = Files.write(directory.resolve("outside"), own(amd).bytes());
        Files.delete(blob);
        Files.createSymbolicLink(blob, outside);
        validate("--deep", "ocidir://layout:v1")
                .check()
                .exits(1)
                .outContains(path("ocidir://layout:v1", amd, "linux/amd64", own(amd)));

        registry.faults().on("HEAD", "/blobs/", new Fault.Status(403));
        CliResult refused = validate(ref("src:v1"), "image.tar", "nothing.tar");
        refused.check().exits(1).outMatches("image.tar: complete .*\n");
        assertThat(refused.err().lines()).hasSize(2);
        assertThat(refused.err()).contains("(try: regctl registry login ").contains("failed to open ");
        validate().check().exits(1).err("requires at least 1 arg(s), only received 0\n");
    }

    /** Writes members by name; a name may come twice. */
    private interface Members {
        void write(TarWriter tar) throws IOException;
    }

    private void archive(Members members) throws IOException {
        try (OutputStream out = Files.newOutputStream(directory.resolve("made.tar"))) {
            TarWriter tar = new TarWriter(out);
            members.write(tar);
            tar.finish();
        }
    }

    private static byte[] indexOf(SampleImage image) {
        return ("{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\""
                        + image.root().mediaType() + "\",\"digest\":\"" + image.digest() + "\",\"size\":"
                        + image.root().bytes().length + "}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String member(Digest digest) {
        return "blobs/sha256/" + digest.hex();
    }

    private static void blobs(TarWriter tar, SampleImage image) throws IOException {
        for (SampleImage.Content blob : image.blobs()) {
            tar.file(member(blob.digest()), blob.bytes());
        }
    }

    @Test
    @DisplayName("ours: in an archive the order does not matter, and a member that is there twice is right twice")
    void readsArchives() throws IOException {
        archive(tar -> {
            blobs(tar, amd);
            tar.file(member(amd.digest()), amd.root().bytes());
            tar.file(member(own(amd).digest()), own(amd).bytes());
            tar.file("index.json", indexOf(amd));
            tar.file("oci-layout", LAYOUT.getBytes(StandardCharsets.UTF_8));
        });
        validate("--deep", "made.tar").check().succeeds().outMatches("made.tar: complete \\(1 manifest, 3 blobs, .*\n");

        byte[] other = own(amd).bytes();
        other[0] ^= 1;
        archive(tar -> {
            tar.file("index.json", indexOf(amd));
            tar.file(member(amd.digest()), amd.root().bytes());
            blobs(tar, amd);
            tar.file(member(own(amd).digest()), other);
        });
        validate("made.tar")
                .check()
                .exits(1)
                .out("missing: made.tar > oci-layout: it is not there\nmade.tar: not complete, 1 flaw (1 manifest, 3"
                        + " blobs, " + HumanSize.of(size(amd)) + ")\n");
        validate("--deep", "made.tar")
                .check()
                .exits(1)
                .outContains("damaged: made.tar > manifest " + amd.digest() + " > layer " + own(amd).digest()
                        + ": digest mismatch");
    }

    private static long size(SampleImage image) {
        return image.root().bytes().length
                + image.blobs().stream().mapToLong(blob -> blob.bytes().length).sum();
    }

    @Test
    @DisplayName("ours: an archive that is cut off, without a manifest, or no archive at all")
    void readsBadArchives() throws IOException {
        byte[] whole = Files.readAllBytes(directory.resolve("image.tar"));
        Files.write(directory.resolve("cut.tar"), Arrays.copyOf(whole, whole.length / 1024 * 512 + 100));
        Files.writeString(directory.resolve("text.tar"), "no archive");
        archive(tar -> {
            tar.file("oci-layout", LAYOUT.getBytes(StandardCharsets.UTF_8));
            tar.file("index.json", indexOf(amd));
        });

        CliResult cut = validate("cut.tar");
        cut.check()
                .exits(1)
                .outContains("damaged: cut.tar: ")
                .outContains("missing: cut.tar > ")
                .errIsEmpty();
        validate("text.tar")
                .check()
                .exits(1)
                .outContains("missing: text.tar > index.json")
                .errIsEmpty();
        validate("made.tar")
                .check()
                .exits(1)
                .outContains("missing: made.tar > manifest " + amd.digest() + ": it is not there\n");
    }

    @Test
    @DisplayName("ours: links of an archive are followed by name; one that leads nowhere is what is missing")
    void followsLinks() throws IOException {
        TarBytes tar = new TarBytes()
                .file("oci-layout", LAYOUT)
                .file("index.json", indexOf(amd))
                .symbolicLink(member(amd.digest()), "../../files/manifest")
                .file("files/manifest", amd.root().bytes());
        for (SampleImage.Content blob : amd.blobs()) {
            tar.file("files/" + blob.digest().hex(), blob.bytes());
            tar.hardLink(member(blob.digest()), "files/" + blob.digest().hex());
        }
        Files.write(directory.resolve("links.tar"), tar.build());
        validate("--deep", "links.tar").check().succeeds();

        byte[] circle = new TarBytes()
                .file("oci-layout", LAYOUT)
                .file("index.json", indexOf(amd))
                .symbolicLink(member(amd.digest()), "a")
                .symbolicLink("blobs/sha256/a", "b")
                .symbolicLink("blobs/sha256/b", "a")
                .build();
        Files.write(directory.resolve("circle.tar"), circle);
        validate("circle.tar")
                .check()
                .exits(1)
                .outContains("circle.tar: not complete")
                .errIsEmpty();
    }

    /** An archive as docker save and podman save write it: links among the layers, and what describes it at the end. */
    private static TarBytes dockerSave(SampleImage image, byte[] ownLayer) {
        SampleImage.Content config = image.blobs().getFirst();
        String images =
                "[{\"Config\":\"config.json\",\"RepoTags\":[\"app:v1\"],\"Layers\":[\"a/layer.tar\",\"b.tar\"]},"
                        + "{\"Config\":\"config.json\",\"RepoTags\":null,\"Layers\":[\"c/layer.tar\",\"b.tar\"]}]";
        return new TarBytes()
                .symbolicLink("a/layer.tar", "../base.tar")
                .file("base.tar", image.blobs().get(1).bytes())
                .hardLink("c/layer.tar", "base.tar")
                .file("b.tar", ownLayer)
                .file("config.json", config.bytes())
                .file("manifest.json", images);
    }

    private CliResult validate(TarBytes archive) throws IOException {
        Files.write(directory.resolve("docker.tar"), archive.build());
        return validate("--deep", "docker.tar");
    }

    @Test
    @DisplayName(
            "ours: of what docker save wrote, each config and layer is looked at, whatever its name and compression")
    void acceptsDockerSave() throws IOException {
        TarBytes packed = dockerSave(amd, own(amd).bytes());
        byte[] plain;
        try (InputStream layer = Compression.decompress(new ByteArrayInputStream(own(amd).bytes()))) {
            plain = layer.readAllBytes();
        }

        validate(packed).check().succeeds().outMatches("docker.tar: complete \\(1 manifest, 3 blobs, .*\n");
        validate(dockerSave(amd, plain)).check().succeeds().outMatches("docker.tar: complete .*\n");
        validate("docker.tar").check().succeeds();
    }

    @Test
    @DisplayName(
            "ours: of what docker save wrote, what is missing, of another image or no layer is listed with its image")
    void findsFlawsOfDockerSave() throws IOException {
        byte[] damaged = own(amd).bytes().clone();
        damaged[damaged.length / 2] ^= 1;
        TarBytes twice = dockerSave(amd, own(amd).bytes()).file("b.tar", own(arm).bytes());
        TarBytes incomplete =
                new TarBytes().file("manifest.json", "[{\"Config\":\"c.json\",\"Layers\":[\"a\",\"b\"]}]");
        TarBytes shorter = dockerSave(
                ImageFixture.image("linux/amd64").layer("base", "of both").build(), new byte[0]);

        validate(dockerSave(amd, own(arm).bytes()))
                .check()
                .exits(1)
                .outContains("damaged: docker.tar > image app:v1 > layer b.tar: it holds sha256:")
                .outContains("damaged: docker.tar > image config.json > layer b.tar: it holds sha256:");
        validate("docker.tar").check().succeeds();
        validate(dockerSave(amd, damaged))
                .check()
                .exits(1)
                .outContains("damaged: docker.tar > image app:v1 > layer b.tar: gzip content is damaged: ")
                .outContains("not complete, 1 flaw (");
        validate(twice).check().exits(1).outContains("layer b.tar: it is there twice, with different content\n");
        validate(incomplete).check().exits(1).out("""
                        missing: docker.tar > image c.json > config c.json: it is not there
                        missing: docker.tar > image c.json > layer a: it is not there
                        missing: docker.tar > image c.json > layer b: it is not there
                        docker.tar: not complete, 3 flaws (1 manifest, 0 blobs, 40.000B)
                        """);
        validate(shorter).check().exits(1).outContains("its layers are 2, but its config counts 1\n");
    }

    @Test
    @DisplayName("ours: an archive of docker save without an image, or whose links go in circles, is one line")
    void readsBadArchivesOfDockerSave() throws IOException {
        validate(new TarBytes().file("manifest.json", "[]"))
                .check()
                .exits(1)
                .outContains("damaged: docker.tar > manifest.json: it lists no image\n");
        validate(new TarBytes().file("manifest.json", "{}"))
                .check()
                .exits(1)
                .outContains("damaged: docker.tar > manifest.json: manifest.json: an array is expected\n");
        validate(new TarBytes()
                        .file("manifest.json", "[{\"Config\":\"a\",\"Layers\":[]}]")
                        .symbolicLink("a", "b")
                        .symbolicLink("b", "a"))
                .check()
                .exits(1)
                .outContains("links in the tar file lead nowhere from a\n")
                .errIsEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.model.MediaType;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.ImageFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Trees of artifacts (contract regctl 9.1.4, 14). */
class ArtifactTreeTest extends WithRegistry {
    @Test
    @DisplayName("regctl 9.1.4: children, referrers of children, referrers of referrers, digest tags")
    void showsATree() {
        SampleImage amd = ImageFixture.image("linux/amd64").layer("a", "amd").build();
        SampleImage arm = ImageFixture.image("linux/arm64").layer("a", "arm").build();
        SampleImage index = ImageFixture.index(amd, arm).build();
        SampleImage sbom =
                ImageFixture.artifact("application/sbom").subject(index).build();
        SampleImage signature =
                ImageFixture.artifact("application/sig").subject(sbom).build();
        SampleImage arms =
                ImageFixture.artifact("application/arms").subject(arm).build();
        SampleImage tagged = ImageFixture.small(7);
        registry.put("repo", index.withReferrer(sbom).withReferrer(signature).withReferrer(arms), "v1");
        String tag = "sha256-" + index.digest().hex() + ".att";
        registry.put("repo", tagged, tag);

        String plain = "Ref: " + ref("repo:v1") + "\n"
                + "Digest: " + index.digest() + "\n"
                + "Children:\n"
                + "  - " + amd.digest() + " [linux/amd64]\n"
                + "  - " + arm.digest() + " [linux/arm64]\n"
                + "    Referrers:\n"
                + "      - " + arms.digest() + ": application/arms\n"
                + "Referrers:\n"
                + "  - " + sbom.digest() + ": application/sbom\n"
                + "    Referrers:\n"
                + "      - " + signature.digest() + ": application/sig\n";
        regctl("artifact", "tree", ref("repo:v1")).check().succeeds().out(plain).err("");
        regctl("artifact", "tree", "--digest-tags", ref("repo:v1"))
                .check()
                .out(plain + "  - " + tagged.digest() + ": " + tag + "\n");
        regctl("artifact", "tree", "--format", "{{ ( index .Referrer 0 ).ArtifactType }}", ref("repo:v1"))
                .check()
                .out("application/sbom");
        CliResult json = regctl("artifact", "tree", "--format", "{{json .}}", ref("repo:v1"));
        assertThat(json.out())
                .startsWith("{\"reference\":{\"Scheme\":\"reg\",")
                .contains("\"manifest\":{\"schemaVersion\":2,", "\"child\":[{", "\"referrer\":[{");
        regctl("artifact", "tree", "--filter-artifact-type", "application/none", ref("repo:v1"))
                .check()
                .succeeds()
                .out(plain.substring(0, plain.indexOf("    Referrers:")));
    }

    @Test
    @DisplayName("regctl 9.1.4: --external asks another repository for referrers")
    void asksAnotherRepository() {
        SampleImage image = ImageFixture.small(1);
        SampleImage sbom =
                ImageFixture.artifact("application/sbom").subject(image).build();
        registry.put("repo", image, "v1");
        registry.put("ext", sbom, "a1");
        regctl("artifact", "tree", "--external", ref("ext"), ref("repo:v1"))
                .check()
                .out("Ref: " + ref("repo:v1") + "\nDigest: " + image.digest() + "\nReferrers:\n  - " + sbom.digest()
                        + ": application/sbom\n");
    }

    @Test
    @DisplayName("regctl 9.1.4, 14: a circle and a child that is missing end the walk; what there is is printed")
    void endsAtACircle() {
        SampleImage image = ImageFixture.small(1);
        registry.put("repo", image, "v1");
        // the digest tag of a manifest that names the manifest again
        registry.put("repo", image, "sha256-" + image.digest().hex() + ".loop");
        regctl("artifact", "tree", "--digest-tags", ref("repo:v1"))
                .check()
                .exits(1)
                .out("Ref: " + ref("repo:v1") + "\nDigest: " + image.digest() + "\n")
                .err("loop encountered, already processed " + image.digest() + "\n");

        Digest gone = DigestAlgorithm.SHA256.digest(new byte[] {1});
        regctl("index", "create", "ocidir://layout:v1", "--ref", ref("repo:v1"))
                .check()
                .succeeds();
        Path layout = directory.resolve("layout");
        layout.resolve("blobs/sha256/" + image.digest().hex()).toFile().delete();
        CliResult partial = regctl("artifact", "tree", "ocidir://layout:v1");
        partial.check().exits(1).outContains("Ref: ocidir://layout:v1\nDigest: sha256:");
        assertThat(partial.err().lines()).hasSize(1);
        assertThat(partial.out()).doesNotContain("Children", gone.toString(), MediaType.OCI_INDEX);
    }
}

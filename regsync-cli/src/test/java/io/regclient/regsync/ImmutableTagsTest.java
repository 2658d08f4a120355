// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The key immutableTags, which the Go program does not have. */
@ExtendWith(RegistryExtension.class)
class ImmutableTagsTest {
    private static final String IMMUTABLE = "immutableTags: ['v\\d+']";

    private final InProcessRegistry registry;
    private final Mirroring mirroring;

    ImmutableTagsTest(InProcessRegistry registry, @TempDir Path directory) {
        this.registry = registry;
        this.mirroring = new Mirroring(registry, directory);
    }

    @Test
    @DisplayName("a matching tag that both repositories list costs no request; what is new or may move is looked at")
    void asksForNothingThatIsListed(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1", "v2", "latest");
        String config = "defaults: {" + IMMUTABLE + "}\n" + sync(entry(source, target, "repository", ""));
        mirroring.run(config, "once").check().succeeds();

        source.put(ImageFixture.small(2), "v3", "latest");
        registry.requests().clear();
        mirroring
                .run(config, "once", "-v", "debug")
                .check()
                .succeeds()
                .errContains("msg=\"Immutable tags exist\" target=" + target.fullName() + " tags=2\n");

        assertThat(mirroring.tags(target)).containsExactly("latest", "v1", "v2", "v3");
        assertThat(source.lines())
                .startsWith("GET tags/list")
                .contains("HEAD manifests/latest", "HEAD manifests/v3")
                .doesNotContain("HEAD manifests/v1", "HEAD manifests/v2");
        registry.requests().clear();
        mirroring.run(config, "check").check().succeeds();
        assertThat(source.lines()).containsExactly("GET tags/list", "HEAD manifests/latest");
        assertThat(target.lines()).containsExactly("GET tags/list", "HEAD manifests/latest");
    }

    @Test
    @DisplayName("no tag that matches, no list of the target's tags")
    void listsTheTargetOnlyForMatchingTags(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "latest");

        mirroring
                .run(sync(entry(source, target, "repository", IMMUTABLE)), "once")
                .check()
                .succeeds();

        assertThat(target.lines()).doesNotContain("GET tags/list");
    }

    @Test
    @DisplayName("an image that the target has under the same tag costs one request, and is kept")
    void keepsAnImage(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1");
        SampleImage kept = target.put(ImageFixture.small(2), "v1");

        mirroring
                .run(sync(entry(source, target, "image", IMMUTABLE)), "once")
                .check()
                .succeeds();

        assertThat(mirroring.digest(target, "v1")).isEqualTo(kept.digest().toString());
        assertThat(source.lines()).isEmpty();
    }

    @Test
    @DisplayName("another tag at the target says nothing about the image; forceRecursive looks at everything")
    void looksAllTheSame(TestRepository source, TestRepository target) {
        SampleImage image = source.put(ImageFixture.small(1), "v1");
        target.put(ImageFixture.small(2), "v1", "stable");
        String renamed = entry(source, target, "image", IMMUTABLE)
                .replace(target.fullName() + ":v1", target.fullName() + ":stable");

        mirroring
                .run(sync(renamed, entry(source, target, "repository", IMMUTABLE + ", forceRecursive: true")), "once")
                .check()
                .succeeds();

        assertThat(mirroring.digest(target, "stable")).isEqualTo(image.digest().toString());
        assertThat(mirroring.digest(target, "v1")).isEqualTo(image.digest().toString());
    }

    @Test
    @DisplayName("a pattern that is none fails its entry, and the others run")
    void namesAWrongPattern(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1");

        mirroring
                .run(
                        sync(
                                entry(source, target, "repository", "immutableTags: ['(']"),
                                entry(source, target, "image", "")),
                        "once")
                .check()
                .exits(1)
                .errContains("invalid immutableTags pattern \"(\"");

        assertThat(mirroring.tags(target)).containsExactly("v1");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.mod.ModFixture;
import io.regclient.model.ContainerConfig;
import io.regclient.model.Descriptor;
import io.regclient.model.HistoryEntry;
import io.regclient.model.ImageConfig;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ImageContentTest {
    private static final Digest OTHER = ModFixture.digest("other");

    /** An image with a layer, a diff_id and a history entry for each number. */
    private static ImageContent image(int layers) throws IOException {
        List<Descriptor> described = new ArrayList<>();
        List<Digest> diffIds = new ArrayList<>();
        List<HistoryEntry> history = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            described.add(Descriptor.of(MediaType.OCI_LAYER_GZIP, ModFixture.digest("blob " + i), 1));
            diffIds.add(ModFixture.digest("tar " + i));
            history.add(new HistoryEntry(Optional.empty(), "step " + i, "", "", false));
        }
        ImageConfig config = ImageConfig.of(
                Optional.empty(),
                "",
                Platform.of("linux", "amd64", ""),
                ContainerConfig.EMPTY,
                ImageConfig.RootFs.ofLayers(diffIds),
                history);
        Descriptor named = Descriptor.ofContent(MediaType.OCI_CONFIG, config.raw());
        ConfigNode node = new ConfigNode(named, config::raw);
        return new ImageContent(Ref.parse("r.example/app"), Optional.of(node), described);
    }

    @Test
    @DisplayName("MO-7: each change of layers shows in the config that is asked for next")
    void keepsTheConfigInStep() throws IOException {
        ImageContent image = image(3);
        LayerNode last = image.layers().get(2);

        image.remove(image.layers().getFirst());
        assertThat(image.imageConfig().orElseThrow().history()).hasSize(2);
        image.replace(last, Ref.parse("r.example/app"), last.descriptor(), OTHER);
        assertThat(image.imageConfig().orElseThrow().rootFs().diffIds())
                .containsExactly(ModFixture.digest("tar 1"), OTHER);
        image.append(last, OTHER, Instant.EPOCH);
        assertThat(image.config().orElseThrow().isChanged()).isTrue();
        assertThat(image.imageConfig().orElseThrow().history()).hasSize(3);
    }

    @Test
    @DisplayName("MO-7: a config that says the same afterwards is the one that was read")
    void leavesTheConfigAlone() throws IOException {
        ImageContent image = image(2);

        image.verify(image.layers().getFirst(), ModFixture.digest("tar 0"));

        assertThat(image.config().orElseThrow().isChanged()).isFalse();
    }

    @Test
    @Timeout(60)
    @DisplayName("MO-7: 10,000 layers are changed and removed in seconds, not in their square")
    void changesThousandsOfLayers() throws IOException {
        ImageContent image = image(10_000);
        List<LayerNode> layers = image.layers();

        for (int i = 0; i < layers.size(); i++) {
            if (i % 2 == 0) {
                image.remove(layers.get(i));
            } else {
                image.replace(
                        layers.get(i), Ref.parse("r.example/app"), layers.get(i).descriptor(), OTHER);
            }
        }

        ImageConfig config = image.imageConfig().orElseThrow();
        assertThat(config.rootFs().diffIds()).hasSize(5000).containsOnly(OTHER);
        assertThat(config.history())
                .hasSize(5000)
                .noneMatch(step -> step.createdBy().equals("step 0"));
    }
}

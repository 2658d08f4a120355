// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.config.LocalPlatform;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorFilterTest {
    private static Descriptor entry(String name, String type, Map<String, String> annotations) {
        return Descriptor.ofContent(name, name.getBytes(StandardCharsets.UTF_8))
                .withArtifactType(type)
                .withAnnotations(annotations);
    }

    private static Descriptor entry(String platform) {
        Descriptor plain = entry(platform, "", Map.of());
        return platform.equals("none") ? plain : plain.withPlatform(Optional.of(platform(platform)));
    }

    private static Platform platform(String text) {
        try {
            return LocalPlatform.parse(text.replace("W", "windows/386,osver="));
        } catch (RegistryException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> names(List<Descriptor> entries) {
        return entries.stream().map(Descriptor::mediaType).toList();
    }

    private static final List<Descriptor> ENTRIES = List.of(
            entry("a", "sbom", Map.of("date", "2", "kind", "x")),
            entry("b", "sig", Map.of("date", "10")),
            entry("c", "sbom", Map.of("kind", "y")),
            entry("d", "sbom", Map.of("date", "1", "kind", "")),
            entry("e", "", Map.of("date", "2")));

    @Test
    @DisplayName("RF-5: type exact, all annotations must match, an empty wanted value means present")
    void filters() {
        assertThat(names(DescriptorFilter.ALL.apply(ENTRIES))).containsExactly("a", "b", "c", "d", "e");
        assertThat(names(filter("sbom", Map.of()).apply(ENTRIES))).containsExactly("a", "c", "d");
        assertThat(names(filter("sb", Map.of()).apply(ENTRIES))).isEmpty();
        assertThat(names(filter("", Map.of("kind", "")).apply(ENTRIES))).containsExactly("a", "c", "d");
        assertThat(names(filter("", Map.of("kind", "x")).apply(ENTRIES))).containsExactly("a");
        assertThat(names(filter("", Map.of("kind", "", "date", "2")).apply(ENTRIES)))
                .containsExactly("a");
        assertThat(names(filter("sig", Map.of("kind", "")).apply(ENTRIES))).isEmpty();
    }

    private static DescriptorFilter filter(String type, Map<String, String> annotations) {
        return DescriptorFilter.of(Optional.of(type), annotations, Optional.empty(), false);
    }

    @Test
    @DisplayName("RF-5, DE-4: sorted as text in both directions, stable, entries without the annotation last")
    void sorts() {
        assertThat(names(sorted(false).apply(ENTRIES))).containsExactly("d", "b", "a", "e", "c");
        assertThat(names(sorted(true).apply(ENTRIES))).containsExactly("a", "e", "b", "d", "c");
    }

    private static DescriptorFilter sorted(boolean descending) {
        return DescriptorFilter.of(Optional.empty(), Map.of(), Optional.of("date"), descending);
    }

    @Test
    @DisplayName("DE-4: many equal values sort without a contract violation")
    void sortsManyEqualValues() {
        List<Descriptor> many = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            many.add(entry("n" + i, "", i % 7 == 0 ? Map.of() : Map.of("date", "" + i % 3)));
        }
        Collections.shuffle(many, new Random(5));
        List<Descriptor> result = sorted(true).apply(many);
        assertThat(result).hasSize(500);
        assertThat(result.getFirst().annotations()).containsEntry("date", "2");
        assertThat(result.getLast().annotations()).isEmpty();
    }

    @Test
    @DisplayName("RF-5: a platform filter keeps what the platform can run")
    void filtersByPlatform() {
        List<Descriptor> entries = List.of(entry("linux/amd64"), entry("linux/arm64"), entry("none"));
        assertThat(names(DescriptorFilter.forPlatform(platform("darwin/arm64")).apply(entries)))
                .containsExactly("linux/arm64");
    }

    @ParameterizedTest
    @DisplayName("DE-3, PL-4: the best entry for a platform")
    @CsvSource(delimiter = '|', textBlock = """
            linux/amd64    | none linux/arm64 linux/amd64                                      | linux/amd64
            linux/amd64/v3 | linux/amd64 linux/amd64/v2 linux/amd64/v4                         | linux/amd64/v2
            linux/amd64/v3 | linux/amd64/v3 linux/amd64/v2                                     | linux/amd64/v3
            linux/arm/v7   | linux/arm/v5 linux/arm/v6                                         | linux/arm/v6
            darwin/arm64   | linux/arm64 darwin/arm64                                          | darwin/arm64
            windows/386,osver=1.2.9.0 | W1.1.9.1 W1.2.9.1 W1.2.9.5 | W1.2.9.5
            linux/amd64    | linux/amd64,osver=2 linux/amd64,osver=1                           | linux/amd64,osver=2
            """)
    void findsTheBest(String host, String entries, String best) throws RegistryException {
        List<Descriptor> list = Arrays.stream(entries.split(" "))
                .map(DescriptorFilterTest::entry)
                .toList();
        IndexManifest index = IndexManifest.of(MediaType.OCI_INDEX, list);
        assertThat(index.select(platform(host)).mediaType()).isEqualTo(best);
    }

    @Test
    @DisplayName("DE-3: other filters come before the platform; without platform the first entry wins")
    void appliesOtherFiltersFirst() {
        Descriptor plain = entry("linux/amd64").withArtifactType("x");
        Descriptor typed = entry("linux/amd64").withArtifactType("y");
        DescriptorFilter wanted = filter("y", Map.of());
        assertThat(wanted.first(List.of(plain, typed))).contains(typed);
        assertThat(wanted.withPlatform(Optional.of(platform("linux/amd64"))).first(List.of(plain, typed)))
                .contains(typed);
        assertThat(DescriptorFilter.ALL.first(List.of(plain, typed))).contains(plain);
        assertThat(DescriptorFilter.ALL.first(List.of())).isEmpty();
        assertThat(sorted(true).first(ENTRIES)).contains(ENTRIES.getFirst());
    }

    @Test
    @DisplayName("regctl 6.4: nothing suitable is NOT_FOUND and names the platform")
    void reportsMissingPlatform() {
        IndexManifest index = IndexManifest.of(MediaType.OCI_INDEX, List.of(entry("linux/amd64"), entry("none")));
        assertThatThrownBy(() -> index.select(platform("linux/foo")))
                .isInstanceOfSatisfying(RegistryException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ErrorKind.NOT_FOUND);
                    assertThat(e).hasMessageStartingWith("platform not found: linux/foo, the index has ");
                });
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.ref;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.testing.HostileNames;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostileReferenceTest {
    private static final Ref REPOSITORY =
            new RegistryRef("registry.example", "lib/app", Optional.empty(), Optional.empty());
    private static final Ref LAYOUT = new LayoutRef("ocidir", "dir", Optional.empty(), Optional.empty());

    /** A way from a text to a reference. */
    @FunctionalInterface
    private interface Door {
        Ref open(String text) throws IOException;
    }

    private static final Map<String, Door> DOORS = Map.ofEntries(
            Map.entry("a parsed reference", text -> Ref.parse("registry.example/lib/app:" + text + "@")),
            Map.entry("a parsed layout", text -> Ref.parse("ocidir://dir:" + text + "@")),
            Map.entry("the tag of a reference", REPOSITORY::withTag),
            Map.entry("the tag of a layout", LAYOUT::withTag),
            Map.entry("a listed tag", text -> REPOSITORY.withTag(Tag.parse(text, REPOSITORY))),
            Map.entry("the digest of a reference", REPOSITORY::withDigest),
            Map.entry("the digest of a layout", LAYOUT::withDigest),
            Map.entry("a digest beside the tag", REPOSITORY::addDigest),
            Map.entry("a digest beside the tag of a layout", LAYOUT::addDigest),
            Map.entry("a repository", text -> Ref.parse("registry.example/" + text + "/:x")));

    static Stream<String> doors() {
        return DOORS.keySet().stream().sorted();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("doors")
    @DisplayName("REF-4: a text that is no name ends as an error that shows it, by whatever way it comes")
    void isRefused(String name) {
        Door door = Objects.requireNonNull(DOORS.get(name));
        for (String text : HostileNames.TAGS) {
            if (name.contains("digest") && text.startsWith("sha256:")) {
                continue;
            }
            assertThatThrownBy(() -> door.open(text))
                    .as("%s", text)
                    .isInstanceOfSatisfying(RegistryException.class, e -> {
                        assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_REFERENCE);
                        assertThat(e.getMessage())
                                .startsWith("invalid reference")
                                .hasSizeLessThan(1500);
                        assertThat(e.getMessage()).matches(HostileNames::isVisible);
                    });
        }
    }

    @Test
    @DisplayName("REF-2: what no registry is has no reference")
    void registriesAreParsed() {
        for (String text :
                List.of("", "a/b", "../x", "h:1/../x", "h.example#", "h.example?x", "user@h.example", "é.fr")) {
            assertThatThrownBy(() -> RegistryRef.ofRegistry(text))
                    .as("%s", text)
                    .isInstanceOfSatisfying(
                            RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED));
        }
    }

    @Test
    @DisplayName("REF-2 to REF-4, REF-7: no value can hold a bad name, also where code makes it without parsing")
    void valuesHoldNames() {
        Optional<String> none = Optional.empty();
        for (String text : HostileNames.TAGS) {
            Optional<String> bad = Optional.of(text);
            assertThatIllegalArgumentException().isThrownBy(() -> new Tag(text));
            assertThatIllegalArgumentException().isThrownBy(() -> new RegistryRef("h.example", "a", bad, none));
            assertThatIllegalArgumentException().isThrownBy(() -> new LayoutRef("ocidir", "d", bad, none));
        }
        for (String text : List.of("../a", "a/../b", "a//b", "/a", "a/", "A", "a#b", "a?b", "a b", "é")) {
            assertThatIllegalArgumentException().isThrownBy(() -> new RegistryRef("h.example", text, none, none));
        }
        for (String text : List.of("", "a/b", "h.example/x", "h.example?", "h.example#", "u@h.example")) {
            assertThatIllegalArgumentException().isThrownBy(() -> new RegistryRef(text, "a", none, none));
        }
        for (String text : List.of("sha256:../../x", "sha256", "x", "")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new RegistryRef("h.example", "a", none, Optional.of(text)));
        }
        for (String text : List.of("", "a:b", "a@b", "a?b", "a\nb")) {
            assertThatIllegalArgumentException().isThrownBy(() -> new LayoutRef("ocidir", text, none, none));
        }
    }
}

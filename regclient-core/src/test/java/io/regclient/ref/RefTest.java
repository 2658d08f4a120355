// SPDX-License-Identifier: Apache-2.0
package io.regclient.ref;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefTest {
    private static final String HEX = "0123456789abcdef".repeat(4);
    private static final String DIGEST = "sha256:" + HEX;

    @ParameterizedTest
    @DisplayName("24.A 1, 24.A 2, 24.A 3, REF-2, REF-5, REF-6: registry, repository and tag of registry references")
    @CsvSource(delimiter = '|', textBlock = """
            alpine                                | docker.io        | library/alpine   | latest
            alpine:3                              | docker.io        | library/alpine   | 3
            grafana/grafana:9                     | docker.io        | grafana/grafana  | 9
            docker.io/alpine                      | docker.io        | library/alpine   | latest
            index.docker.io/library/alpine        | docker.io        | library/alpine   | latest
            registry-1.docker.io/x/y              | docker.io        | x/y              | latest
            registry.hub.docker.com/library/x     | registry.hub.docker.com | library/x | latest
            EXAMPLE/app                           | EXAMPLE          | app              | latest
            example-A/app                         | example-A        | app              | latest
            example./app                          | example.         | app              | latest
            example.:5000/app                     | example.:5000    | app              | latest
            example.com./app                      | example.com.     | app              | latest
            example.com:5000/a/b:v1               | example.com:5000 | a/b              | v1
            [::1]:5000/app                        | [::1]:5000       | app              | latest
            [::]/app                              | [::]             | app              | latest
            [fd00:1:2::3]/app                     | [fd00:1:2::3]    | app              | latest
            [1:2:3:4:5:6:7:8]:443/app             | [1:2:3:4:5:6:7:8]:443 | app         | latest
            localhost/app                         | localhost        | app              | latest
            localhost:5000/app                    | localhost:5000   | app              | latest
            foo:5000/baz                          | foo:5000         | baz              | latest
            foo/baz                               | docker.io        | foo/baz          | latest
            127.0.0.1:5000/a__b/c---d.e_f         | 127.0.0.1:5000   | a__b/c---d.e_f   | latest
            r.example/a:Tag_1.2-x                 | r.example        | a                | Tag_1.2-x
            """)
    void parses(String text, String registry, String repository, String tag) throws RegistryException {
        assertThat(Ref.parse(text))
                .isEqualTo(new RegistryRef(registry, repository, Optional.of(tag), Optional.empty()));
        assertThat(Ref.parse(text).scheme()).isEqualTo("reg");
    }

    @ParameterizedTest
    @DisplayName("24.A 4, 24.A 5, REF-1 to REF-5, REF-7: what no reference is")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                          | invalid reference ""
            invalid*ref                 | invalid reference "invalid*ref"
            [1::2::3]/x                 | invalid reference "[1::2::3]/x"
            [1:2:3]/x                   | invalid reference "[1:2:3]/x"
            -docker.io/x                | invalid reference "-docker.io/x"
            docker-.io/x                | invalid reference "docker-.io/x"
            localhost:5000              | invalid reference "localhost:5000"
            localhost                   | invalid reference "localhost"
            a___b                       | invalid reference "a___b"
            a/                          | invalid reference "a/"
            /a                          | invalid reference "/a"
            a//b                        | invalid reference "a//b"
            a_                          | invalid reference "a_"
            .a                          | invalid reference ".a"
            a:                          | invalid reference "a:"
            a:-x                        | invalid reference "a:-x"
            a@sha256:12345              | invalid reference "a@sha256:12345"
            a@:0123                     | invalid reference "a@:0123"
            example.com/App:v1          | invalid reference "example.com/App:v1", repo must be lowercase
            Localhost:5811/Foo/bar      | invalid reference "Localhost:5811/Foo/bar", repo must be lowercase
            EXAMPLE                     | invalid reference "EXAMPLE", repo must be lowercase
            foo://bar                   | invalid reference, unknown scheme "foo" in "foo://bar"
            reg://bar/x                 | invalid reference, unknown scheme "reg" in "reg://bar/x"
            docker://bar/x              | invalid reference, unknown scheme "docker" in "docker://bar/x"
            oci://bar/x                 | invalid reference, unknown scheme "oci" in "oci://bar/x"
            ocidir://a*b                | invalid reference, invalid path for scheme "ocidir": ocidir://a*b
            ocidir://f:tag=x            | invalid reference, invalid path for scheme "ocidir": ocidir://f:tag=x
            ocidir://f@sha256:abcd      | invalid reference, invalid path for scheme "ocidir": ocidir://f@sha256:abcd
            ocidir://                   | invalid reference, invalid path for scheme "ocidir": ocidir://
            ocidir://C:\\dir            | invalid reference, invalid path for scheme "ocidir": ocidir://C:\\dir
            """)
    void refuses(String text, String message) {
        assertThatThrownBy(() -> Ref.parse(text)).isInstanceOfSatisfying(RegistryException.class, e -> {
            assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_REFERENCE);
            assertThat(e).hasMessage(message);
        });
    }

    @Test
    void refusesLineBreaks() {
        assertThatThrownBy(() -> Ref.parse("alpine\n")).isInstanceOf(RegistryException.class);
        assertThatThrownBy(() -> Ref.parse("ocidir://a\n:t")).isInstanceOf(RegistryException.class);
        assertThatThrownBy(() -> Ref.parseHost("example.com\n")).isInstanceOf(RegistryException.class);
    }

    @Test
    @DisplayName("REF-4: length of tags, tag and digest together, upper-case hex parses")
    void knowsTagsAndDigests() throws RegistryException {
        assertThat(Ref.parse("a:" + "t".repeat(128)).tag()).contains("t".repeat(128));
        assertThatThrownBy(() -> Ref.parse("a:" + "t".repeat(129))).isInstanceOf(RegistryException.class);
        Ref both = Ref.parse("r.example/a:v1@" + DIGEST);
        assertThat(both.tag()).contains("v1");
        assertThat(both.digest()).contains(DIGEST);
        assertThat(both.tagOrDigest()).contains(DIGEST);
        assertThat(both.requireDigest()).isEqualTo(Digest.parse(DIGEST));
        Ref digestOnly = Ref.parse("a@" + DIGEST);
        assertThat(digestOnly.tag()).isEmpty();
        Ref upper = Ref.parse("a@sha256:" + HEX.toUpperCase(java.util.Locale.ROOT));
        assertThatThrownBy(upper::requireDigest)
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED));
        assertThatThrownBy(() -> Ref.parse("a:v").requireDigest())
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.MISSING_DIGEST));
        assertThat(Ref.parse("a@multi+part.x-y:" + HEX).digest()).contains("multi+part.x-y:" + HEX);
    }

    @ParameterizedTest
    @DisplayName("24.A 5, REF-6, REF-7: layout references")
    @CsvSource(delimiter = '|', textBlock = """
            ocidir://path/2/~dir~/+rules_oci+/x:latest | ocidir  | path/2/~dir~/+rules_oci+/x | latest | ''
            ocidir:///tmp/a b:t                        | ocidir  | /tmp/a b                   | t      | ''
            ocidir:///tmp/a b:t@sha256:%1$s            | ocidir  | /tmp/a b                   | t      | sha256:%1$s
            ocidir://d                                 | ocidir  | d                          | ''     | ''
            ocidir://./D_1.2-x:t@sha256:%1$s           | ocidir  | ./D_1.2-x                  | t      | sha256:%1$s
            ocifile://x.tar                            | ocifile | x.tar                      | ''     | ''
            """)
    void parsesLayouts(String text, String scheme, String path, String tag, String digest) throws RegistryException {
        LayoutRef expected = new LayoutRef(
                scheme,
                path,
                Optional.of(tag).filter(t -> !t.isEmpty()),
                Optional.of(digest.replace("%1$s", HEX)).filter(d -> !d.isEmpty()));
        assertThat(Ref.parse(text.replace("%1$s", HEX))).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("REF-8: bare registries and layout paths")
    @CsvSource({
        "example.com, example.com",
        "localhost, localhost",
        "foo:5000, foo:5000",
        "'[::1]:5000', '[::1]:5000'",
        "EXAMPLE, EXAMPLE",
        "ocidir://a/b:tag, ocidir://a/b"
    })
    void parsesHosts(String text, String name) throws RegistryException {
        Ref host = Ref.parseHost(text);
        assertThat(host).hasToString(name);
        assertThat(host.tagOrDigest()).isEmpty();
        assertThat(host.isSet()).isEqualTo(text.startsWith("ocidir"));
    }

    @ParameterizedTest
    @DisplayName("REF-8: failures are PARSING_FAILED")
    @ValueSource(strings = {"", "a/b", "a", "ocidir://", "https://example.com", "example.com/", "-x.y"})
    void refusesHosts(String text) {
        assertThatThrownBy(() -> Ref.parseHost(text))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED));
    }

    @Test
    @DisplayName("REF-9: common names and changed versions")
    void changesVersions() throws RegistryException {
        Ref ref = Ref.parse("alpine:3@" + DIGEST);
        assertThat(ref.commonName()).isEqualTo("docker.io/library/alpine:3@" + DIGEST);
        assertThat(ref.withTag("4").commonName()).isEqualTo("docker.io/library/alpine:4");
        assertThat(ref.withDigest(DIGEST).commonName()).isEqualTo("docker.io/library/alpine@" + DIGEST);
        assertThat(ref.withTag("4").addDigest(DIGEST).commonName()).isEqualTo("docker.io/library/alpine:4@" + DIGEST);
        assertThat(ref.withoutVersion().commonName()).isEqualTo("docker.io/library/alpine");
        assertThat(ref.withTag("").tagOrDigest()).isEmpty();
        Ref layout = Ref.parse("ocidir://a/b:t@" + DIGEST);
        assertThat(layout.commonName()).isEqualTo("ocidir://a/b:t@" + DIGEST);
        assertThat(layout.withTag("u").commonName()).isEqualTo("ocidir://a/b:u");
        assertThat(layout.withDigest(DIGEST).commonName()).isEqualTo("ocidir://a/b@" + DIGEST);
        assertThat(layout.withTag("u").addDigest(Digest.parse(DIGEST)).commonName())
                .isEqualTo("ocidir://a/b:u@" + DIGEST);
        assertThat(Ref.parse("ocifile://x:t").commonName()).isEmpty();
        assertThat(Ref.parseHost("example.com").commonName()).isEmpty();
        assertThat(Ref.parse(ref.commonName())).isEqualTo(ref);
        assertThat(Ref.parse(layout.commonName())).isEqualTo(layout);
    }

    @Test
    @DisplayName("REF-11: what is set")
    void knowsWhatIsSet() throws RegistryException {
        assertThat(Ref.parseHost("example.com").isRepoSet()).isFalse();
        assertThat(Ref.parse("alpine").isSet()).isTrue();
        assertThat(Ref.parse("alpine").withoutVersion().isSet()).isFalse();
        assertThat(Ref.parse("alpine").withoutVersion().isRepoSet()).isTrue();
        assertThat(Ref.parse("ocidir://d").isSet()).isTrue();
        assertThat(Ref.parse("ocifile://d").isRepoSet()).isFalse();
    }

    @ParameterizedTest
    @DisplayName("REF-12: equal registries and repositories")
    @CsvSource({
        "alpine, docker.io/library/busybox:1, true, false",
        "alpine:1, index.docker.io/library/alpine:2, true, true",
        "a.example/x, b.example/x, false, false",
        "ocidir://d:a, ocidir://d:b, true, true",
        "ocidir://d, ocidir://./d, false, false",
        "ocidir://d, d.example/d, false, false",
        "ocifile://d, ocifile://d, false, false"
    })
    void compares(String a, String b, boolean registry, boolean repository) throws RegistryException {
        Ref left = Ref.parse(a);
        Ref right = Ref.parse(b);
        assertThat(left.sameRegistry(right)).isEqualTo(registry);
        assertThat(right.sameRegistry(left)).isEqualTo(registry);
        assertThat(left.sameRepository(right)).isEqualTo(repository);
        assertThat(right.sameRepository(left)).isEqualTo(repository);
    }

    @ParameterizedTest
    @DisplayName("REF-13: a layout path as repository of localhost")
    @CsvSource({
        "ocidir://../Test_-_hello world, localhost/test-hello-world",
        "ocidir:///tmp/a/../B.c/x:v1, localhost/tmp/b-c/x:v1",
        "ocidir://./a//b/:t, localhost/a/b:t",
        "ocidir://.hidden/+x+, localhost/hidden/x",
        "ocidir://.., localhost/layout"
    })
    void translatesLayouts(String text, String name) throws RegistryException {
        LayoutRef layout = (LayoutRef) Ref.parse(text);
        assertThat(layout.toRegistry().commonName()).isEqualTo(name);
        assertThat(Ref.parse(name).commonName()).startsWith(name);
    }

    @Test
    @DisplayName("a text of any length is parsed or refused, on a small stack too")
    void copesWithLongTexts() throws InterruptedException {
        List<String> failures = new CopyOnWriteArrayList<>();
        Runnable parseAll = () -> {
            for (String part : List.of("a/", "a.", "a-", "a_", "A.", "0:", "a--", "x@a.a.", "a:b@a+")) {
                for (int count : List.of(300, 100_000)) {
                    if (parses(part.repeat(count) + "*") || parses("ocidir://" + part.repeat(count) + "*")) {
                        failures.add(part);
                    }
                }
            }
            if (!parses("a/".repeat(500) + "a") || !parses("ocidir://" + "a/".repeat(2000))) {
                failures.add("valid");
            }
        };
        Thread thread = new Thread(null, parseAll, "small stack", 256 << 10);
        thread.setUncaughtExceptionHandler((t, e) -> failures.add(e.toString()));
        thread.start();
        thread.join();
        assertThat(failures).isEmpty();
    }

    private static boolean parses(String text) {
        try {
            return Ref.parse(text).isSet();
        } catch (RegistryException e) {
            return false;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.json.JsonStyle;
import io.regclient.json.JsonWriter;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.HostileNames;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import io.regclient.testing.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names that a source makes up: each is one error, nothing is asked or written for it, all else goes on (regsync 8). */
class HostileNamesTest {
    @TempDir
    private Path directory = Path.of("");

    private InProcessRegistry source = InProcessRegistry.start();
    private InProcessRegistry target = InProcessRegistry.start();
    private final SampleImage image = ImageFixture.small(1);
    private final SampleImage victim = ImageFixture.small(2);

    @BeforeEach
    void fill() {
        source.put("lib/app", image, "v1", "v2");
        source.put("lib/victim", ImageFixture.small(3), "latest");
        target.put("m/victim", victim, "latest");
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    private CliResult regsync(String entry, String... args) {
        String creds = "creds: [{registry: '" + source.host() + "', tls: disabled}, {registry: '" + target.host()
                + "', tls: disabled}]\n";
        return ProgramRunner.of(Regsync.PROGRAM, directory)
                .stdin(creds + "sync: [{" + entry + "}]\n")
                .run(Stream.concat(Stream.of(args), Stream.of("-c", "-")).toArray(String[]::new));
    }

    /** A place that names arrive at, and the run that reads them. */
    record Place(String name, boolean layout, List<String> command, boolean writes) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Place> places() {
        return List.of(
                new Place("a registry's tag list, once", false, List.of("once"), true),
                new Place("a registry's tag list, once --missing", false, List.of("once", "--missing"), true),
                new Place("a registry's tag list, check", false, List.of("check"), false),
                new Place("a layout's index, once", true, List.of("once"), true),
                new Place("a layout's index, once --missing", true, List.of("once", "--missing"), true),
                new Place("a layout's index, check", true, List.of("check"), false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("places")
    @DisplayName("REF-4, regsync 8: names that are no tags")
    void refusesTags(Place place) throws IOException {
        List<String> names = HostileNames.TAGS;
        String from = source.host() + "/lib/app";
        if (place.layout()) {
            // what stands behind the last colon of a name is the tag (OL-16)
            names = names.stream().filter(name -> !name.contains(":")).toList();
            layout(names);
            from = "ocidir://layout";
        } else {
            source.faults().on("GET", "/tags/list", HostileNames.tagList(HostileNames.among("v1", "v2")));
        }
        // the target knows the bad names too: they are not what it has already
        target.faults().on("GET", "/tags/list", HostileNames.tagList(names));

        CliResult result = regsync(
                "source: '" + from + "', target: '" + target.host() + "/m/app', type: repository",
                place.command().toArray(String[]::new));

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).matches(HostileNames::isVisible);
        assertThat(result.err().lines().filter(line -> !line.startsWith("time=")))
                .hasSize(names.size())
                .doesNotHaveDuplicates()
                .allMatch(line -> line.startsWith("sync ")
                        && line.contains(" to " + target.host() + "/m/app: invalid reference \""));
        staysInside();
        target.faults().clear();
        assertThat(tags("m/app")).isEqualTo(place.writes() ? List.of("v1", "v2") : List.of());
        assertThat(digest("m/victim", "latest")).isEqualTo(victim.digest().toString());
    }

    @Test
    @DisplayName("regsync 7: --abort-on-error ends the run at the first name that is no tag, before anything is copied")
    void aborts() {
        source.faults().on("GET", "/tags/list", HostileNames.tagList(HostileNames.among("v1")));
        CliResult result = regsync(
                "source: '" + source.host() + "/lib/app', target: '" + target.host() + "/m/app', type: repository",
                "once",
                "--abort-on-error");
        result.check().exits(1);
        assertThat(target.requests().all()).isEmpty();
    }

    @Test
    @DisplayName("IC-14: a digest tag that is none fails the copy, the image and its other digest tags are there")
    void refusesDigestTags() {
        String prefix = image.digest().toString().replace(':', '-');
        source.put("lib/app", ImageFixture.small(4), prefix + ".sig");
        source.faults()
                .on(
                        "GET",
                        "/tags/list",
                        HostileNames.tagList(List.of(
                                "v1", prefix + "/../../../victim/manifests/latest", prefix + "#x", prefix + ".sig")));

        CliResult result = regsync(
                "source: '" + source.host() + "/lib/app:v1', target: '" + target.host()
                        + "/m/app:v1', type: image, digestTags: true",
                "once");

        result.check().exits(1).errContains(prefix + "/../../../victim/manifests/latest", prefix + "#x");
        staysInside();
        assertThat(tags("m/app")).containsExactly(prefix + ".sig", "v1");
        assertThat(digest("m/victim", "latest")).isEqualTo(victim.digest().toString());
    }

    @Test
    @DisplayName("REF-3, regsync 8: names of a catalogue that are no repositories")
    void refusesRepositories() {
        List<String> names = List.of("../evil", "a?b", "x#y", "lib/../../evil", "A", "lib/app/", "\u202eevil", "a\nb");
        List<String> last = List.of("lib/app", ""); // a name that no page can follow
        source.faults()
                .on(
                        "GET",
                        "_catalog$",
                        HostileNames.catalog(
                                Stream.concat(names.stream(), last.stream()).toList()));
        source.faults().on("GET", "_catalog\\?", HostileNames.catalog(List.of()));

        CliResult result =
                regsync("source: '" + source.host() + "', target: '" + target.host() + "/m', type: registry", "once");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).matches(HostileNames::isVisible);
        assertThat(result.err().lines().filter(line -> !line.startsWith("time=")))
                .hasSize(names.size() + 1);
        target.requests().all().forEach(r -> assertThat(r.path()).matches("/v2/|/v2/m/lib/app/.*"));
        assertThat(tags("m/lib/app")).containsExactly("v1", "v2");
    }

    /** Requests name the repositories of the entry alone. */
    private void staysInside() {
        assertThat(source.requests().all())
                .map(RecordedRequest::path)
                .allMatch(path -> path.matches("/v2/(lib/app/(tags/list|(manifests|blobs|referrers)/[\\w.:-]+))?"));
        assertThat(target.requests().all())
                .map(RecordedRequest::path)
                .allMatch(path -> path.matches(
                        "/v2/(m/app/(tags/list|(manifests|blobs|referrers)/[\\w.:-]+|blobs/uploads/[\\w-]*))?"));
    }

    /** A layout that holds the image under each of the names, and under two good ones. */
    private void layout(List<String> names) throws IOException {
        Path layout = Files.createDirectories(directory.resolve("layout"));
        regsync("source: '" + source.host() + "/lib/app:v1', target: 'ocidir://layout:v1', type: image", "once")
                .check()
                .succeeds();
        source.requests().clear();
        Path index = layout.resolve("index.json");
        String entries = Files.readString(index);
        StringBuilder more = new StringBuilder();
        for (String name : Stream.concat(names.stream(), Stream.of("v2")).toList()) {
            more.append("{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"")
                    .append(image.digest())
                    .append("\",\"size\":")
                    .append(image.root().bytes().length)
                    .append(",\"annotations\":{\"org.opencontainers.image.ref.name\":")
                    .append(JsonWriter.quoted(name, JsonStyle.LINE))
                    .append("}},");
        }
        Files.writeString(index, entries.replace("\"manifests\":[", "\"manifests\":[" + more));
    }

    private List<String> tags(String repository) {
        try {
            return RegsyncHttp.strings(
                    RegsyncHttp.get(target.uri().resolve("/v2/" + repository + "/tags/list")), "tags");
        } catch (UncheckedIOException e) {
            return List.of(); // there is no such repository
        }
    }

    private String digest(String repository, String tag) {
        return RegsyncHttp.digest(target.uri().resolve("/v2/" + repository + "/manifests/" + tag));
    }
}

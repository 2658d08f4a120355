// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.kit.service.SeveralFailures;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.prune.Pruning.Mode;
import io.regclient.regsync.run.Journal;
import io.regclient.regsync.run.OnceRun;
import io.regclient.regsync.safeguard.RunState;
import io.regclient.regsync.state.MemoryState;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ManualTime;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The ways in which the list of a repository can be wrong. All tags of the target have been missed for long, and all of
 * them may be deleted: nothing but the list stands between them and their end.
 */
@ExtendWith(RegistryExtension.class)
@Execution(ExecutionMode.CONCURRENT)
class WrongListTest {
    private static final Pattern TAG = Pattern.compile("ref[.]name\"\\s*:\\s*\"([^\"]+)\"");
    private static final String FIRST = "tags/list$";
    private static final String NEXT = "tags/list[?]last=v1$";
    private static final String[] STAY = {"v1", "v2", "v3"};

    private final InProcessRegistry registry;

    WrongListTest(InProcessRegistry registry) {
        this.registry = registry;
    }

    /** The tags in the files of the registry: to ask for them would meet the fault. */
    static Set<String> stored(TestRepository repository) throws IOException {
        String index = Files.readString(
                repository.registry().root().resolve(repository.name()).resolve("index.json"));
        Set<String> tags = new TreeSet<>();
        Matcher name = TAG.matcher(index);
        while (name.find()) {
            tags.add(name.group(1));
        }
        return tags;
    }

    /** What goes wrong with the list of a repository. */
    private interface Wrong {
        void in(TestRepository repository);
    }

    private static Fault.Status answer(String body, String... headers) {
        Map<String, String> all = new HashMap<>(Map.of("Content-Type", "application/json"));
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return new Fault.Status(200, all, body);
    }

    private static String list(String name, String... tags) {
        return "{\"name\":\"" + name + "\",\"tags\":["
                + String.join(
                        ",", Arrays.stream(tags).map(tag -> "\"" + tag + "\"").toList()) + "]}";
    }

    private static Wrong always(Fault fault) {
        return repository -> repository.fault("GET", "tags/list", Occurrence.always(), fault);
    }

    private static Wrong status(int code) {
        return always(new Fault.Status(code));
    }

    private static Wrong body(String text) {
        return always(answer(text));
    }

    private static Wrong tags(String... names) {
        return repository -> always(answer(list(repository.name(), names))).in(repository);
    }

    /** A good first page with one tag, and this instead of the second one. */
    private static Wrong secondPage(Fault fault) {
        return repository -> {
            String next = "</v2/" + repository.name() + "/tags/list?last=v1>; rel=\"next\"";
            repository.fault("GET", FIRST, Occurrence.always(), answer(list(repository.name(), "v1"), "Link", next));
            repository.fault("GET", NEXT, Occurrence.always(), fault);
        };
    }

    /** A list with these headers instead of its own. */
    private static Wrong header(String name, String value) {
        return repository ->
                always(answer(list(repository.name(), "v1"), name, value)).in(repository);
    }

    /** The ways. */
    enum Way {
        UNAUTHORIZED(status(401)),
        FORBIDDEN(status(403)),
        NOT_FOUND(status(404)),
        REPOSITORY_UNKNOWN(always(new Fault.Status(
                404,
                Map.of("Content-Type", "application/json"),
                "{\"errors\":[{\"code\":\"NAME_UNKNOWN\",\"message\":\"repository name not known\"}]}"))),
        METHOD_NOT_ALLOWED(status(405)),
        GONE(status(410)),
        TEAPOT(status(418)),
        TOO_MANY_REQUESTS(status(429)),
        SERVER_ERROR(status(500)),
        BAD_GATEWAY(always(new Fault.Status(502, Map.of("Content-Type", "text/html"), "<html>bad gateway</html>"))),
        UNAVAILABLE(status(503)),
        GATEWAY_TIMEOUT(status(504)),
        NO_CONTENT(status(204)),
        PARTIAL_CONTENT(repository -> always(new Fault.Status(
                        206, Map.of("Content-Type", "application/json"), list(repository.name(), "v1")))
                .in(repository)),
        NOT_MODIFIED(status(304)),
        LOGIN_PAGE(always(new Fault.Status(200, Map.of("Content-Type", "text/html"), "<html>log in</html>"))),
        OTHER_TYPE(always(new Fault.Status(200, Map.of("Content-Type", "application/octet-stream"), "{\"tags\":[]}"))),
        EMPTY_BODY(body("")),
        NO_LIST(body("{}")),
        NULL(body("null")),
        NULL_LIST(body("{\"tags\":null}")),
        NO_TAGS(tags()),
        ERRORS_WITH_STATUS_200(body("{\"errors\":[{\"code\":\"UNAVAILABLE\"}]}")),
        MAINTENANCE(body("{\"status\":\"maintenance\"}")),
        BARE_ARRAY(body("[\"v1\"]")),
        OBJECT_OF_TAGS(body("{\"tags\":{\"v1\":1}}")),
        TEXT_OF_TAGS(body("{\"tags\":\"v1\"}")),
        NUMBERS(body("{\"tags\":[\"v1\",1]}")),
        CUT_JSON(body("{\"name\":\"x\",\"tags\":[\"v1\",\"v")),
        TWO_DOCUMENTS(body("{\"tags\":[\"v1\"]}{\"tags\":[\"v2\"]}")),
        BROKEN_CONNECTION(always(new Fault.DropBeforeHeaders())),
        CUT_BODY(always(new Fault.TruncateBody(20))),
        CORRUPT_BODY(always(new Fault.CorruptBody())),
        OTHER_REPOSITORY(body(list("other/repository", "v1"))),
        NAMES_THAT_ARE_NO_TAGS(tags("v1", "not a tag")),
        EMPTY_NAMES(tags("v1", "")),
        HOSTILE_NAMES(tags("v1", "../../v1")),
        SECOND_PAGE_FAILS(secondPage(new Fault.Status(500))),
        SECOND_PAGE_NOT_FOUND(secondPage(new Fault.Status(404))),
        SECOND_PAGE_IS_TEXT(secondPage(new Fault.Status(200, Map.of("Content-Type", "text/html"), "<html>"))),
        SECOND_PAGE_WITHOUT_LIST(secondPage(answer("{}"))),
        SECOND_PAGE_OF_ANOTHER_LIST(secondPage(answer(list("other", "v2")))),
        SECOND_PAGE_IS_CUT(secondPage(answer("{\"tags\":[\"v2"))),
        SECOND_PAGE_REPEATS(repository -> {
            String next = "</v2/" + repository.name() + "/tags/list?last=v1>; rel=\"next\"";
            always(answer(list(repository.name(), "v1"), "Link", next)).in(repository);
        }),
        PAGES_LEAD_BACK(always(new Fault.LinkLoop())),
        UNREADABLE_LINK(header("Link", "next please")),
        /** From here on nothing in the list tells. */
        SILENTLY_CUT(tags("v1")),
        SILENTLY_ONE_PAGE(repository -> {
            registry(repository, new Fault.RemoveHeader("Link"));
        }),
        SILENTLY_OTHER_TAGS(tags("nightly", "edge")),
        SILENTLY_OTHER_CASE(tags("V1", "V2", "V3")),
        SILENTLY_TWICE(tags("v1", "v1", "v1")),
        SILENTLY_WRONG_ENCODING(header("Content-Encoding", "gzip")),
        SILENTLY_WITHOUT_NAME(body("{\"tags\":[\"v1\"]}"));

        @SuppressWarnings("ImmutableEnumChecker") // a lambda without state
        private final Wrong wrong;

        Way(Wrong wrong) {
            this.wrong = wrong;
        }

        private static void registry(TestRepository repository, Fault fault) {
            repository.fault("GET", FIRST, Occurrence.always(), answer(list(repository.name(), "v1", "v2")));
            repository.fault("GET", "tags/list", Occurrence.always(), fault);
        }

        void in(TestRepository repository) {
            wrong.in(repository);
        }

        boolean isSilent() {
            return name().startsWith("SILENTLY");
        }
    }

    private boolean deletes(TestRepository source, TestRepository target) throws IOException {
        MemoryState state = new MemoryState();
        Set<Tag> all =
                new TreeSet<>(Stream.of("v1", "v2", "v3", "gone").map(Tag::new).toList());
        for (int days = 9; days > 7; days--) {
            long run = state.beginRun("once", Instant.now());
            state.endRun(run, false, Instant.now());
            Instant at = Instant.now().minus(Duration.ofDays(days));
            state.absent(run, source.fullName(), target.fullName(), all, at);
        }
        String yaml = sync(entry(source, target, "repository", "prune: {maxDelete: 100%, minTags: 0}"));
        long number = state.beginRun("once", Instant.now());
        try (RunFixture run = new RunFixture(registry, new ManualTime(), yaml)) {
            RunState memory = new RunState(state, number, Ticker.system(), RunFixture.NAMES);
            new OnceRun(run.pruning(memory, Mode.DELETE, Journal.NONE)).run(run.entries(), SyncAction.COPY);
            return true;
        } catch (SeveralFailures e) {
            return false;
        }
    }

    private static void put(TestRepository source, TestRepository target) {
        SampleImage image = ImageFixture.small(1);
        source.put(image, STAY);
        target.put(image, STAY);
        target.put(image, "gone");
    }

    @Test
    @DisplayName("right lists delete what is gone, and only that: without this the table would show nothing")
    void rightListsDelete(TestRepository source, TestRepository target) throws IOException {
        put(source, target);

        assertThat(deletes(source, target)).isTrue();
        assertThat(stored(target)).containsExactly(STAY);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a wrong list of the source deletes nothing, and the run fails")
    void wrongSource(Way way, TestRepository source, TestRepository target) throws IOException {
        put(source, target);
        way.in(source);

        boolean success = deletes(source, target);

        assertThat(stored(target)).containsExactly("gone", "v1", "v2", "v3");
        assertThat(success).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a wrong list of the target deletes nothing that the source has, and nothing at all where it shows")
    void wrongTarget(Way way, TestRepository source, TestRepository target) throws IOException {
        put(source, target);
        way.in(target);

        boolean success = deletes(source, target);

        assertThat(stored(target)).contains(STAY);
        if (!way.isSilent()) {
            assertThat(stored(target)).contains("gone");
        }
        if (success) {
            assertThat(way.isSilent()
                            || Set.of(Way.REPOSITORY_UNKNOWN, Way.NO_TAGS, Way.NULL_LIST)
                                    .contains(way))
                    .as("a success")
                    .isTrue();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.config.Environment;
import io.regclient.config.HostConfig;
import io.regclient.config.HostTable;
import io.regclient.config.TlsMode;
import io.regclient.copy.CopyOptions;
import io.regclient.error.RegistryException;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.BackgroundCall;
import io.regclient.testing.DigestWalk;
import io.regclient.testing.HostileProxy;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Copies from and to a registry that changes its answers. Each ends with an error of one line or with an image whose
 * every byte is right, writes nothing beyond the repository it names, and shows no secret. The system property
 * {@code hostile.runs} makes more of them than 150 in each of the eight parts.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRegistryIT {
    private static final int RUNS = Integer.getInteger("hostile.runs", 150);
    private static final String SECRET = "hunter2";
    private static final Set<String> READS = Set.of("GET", "HEAD");

    private final InProcessRegistry good = registry();
    private final InProcessRegistry turned = registry();
    private final HostileProxy hostile = HostileProxy.before(turned);
    private final SampleImage image = ImageFixture.index(
                    ImageFixture.small(1), ImageFixture.image("linux/arm64").build())
            .build();

    HostileRegistryIT() {
        good.put("app", image, "v1", "other");
        turned.put("app", image, "v1", "other");
    }

    private static InProcessRegistry registry() {
        return InProcessRegistry.builder().user("me", SECRET).pageSize(2).start();
    }

    @AfterAll
    void stop() {
        hostile.close();
        turned.close();
        good.close();
    }

    private RegClient client() {
        HostTable.Builder hosts = HostTable.builder(warning -> {});
        for (String name : List.of(good.host(), hostile.host())) {
            hosts.add(HostConfig.builder(name)
                    .tls(TlsMode.DISABLED)
                    .user("me")
                    .pass(SECRET)
                    .build());
        }
        return RegClient.builder()
                .hosts(hosts.build())
                .environment(Environment.of(Map.of(), Path.of("/"), Path.of("")))
                .delay(Duration.ofMillis(1), Duration.ofMillis(2))
                .maxWait(Duration.ofMillis(10))
                .answerTimeout(Duration.ofSeconds(2))
                .copyWidth(1)
                .warnings(text -> {})
                .build();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    @DisplayName("a hostile source harms nothing at the target")
    void copiesFromHostileRegistry(int part) throws Exception {
        for (int run = 0; run < RUNS; run++) {
            copy(hostile.host() + "/app:v1", good, good.host(), part * RUNS + run);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    @DisplayName("a hostile target is not led elsewhere and gets a complete image or an error")
    void copiesToHostileRegistry(int part) throws Exception {
        for (int run = 0; run < RUNS; run++) {
            copy(good.host() + "/app:v1", turned, hostile.host(), part * RUNS + run);
        }
    }

    private void copy(String source, InProcessRegistry target, String targetHost, int seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        String repository = "mirror/r" + seed;
        CopyOptions.Builder options = CopyOptions.builder().digestTags(random.nextBoolean());
        if (random.nextBoolean()) {
            options.referrers();
        }
        hostile.attack(seed, random.nextInt(15), random.nextBoolean() ? 1 : 3);
        target.requests().clear();
        Optional<String> failure = outcome(source, targetHost + "/" + repository + ":v1", options.build());

        String run = "run " + seed;
        if (target == good) { // a hostile target may say that it takes uploads at other paths of its own
            assertThat(target.requests().all().stream().filter(r -> !READS.contains(r.method())))
                    .as(run)
                    .allMatch(r -> r.path().startsWith("/v2/mirror/r"), "writes to repositories of copies");
        }
        assertThat(hostile.trapped()).as(run).noneMatch(head -> head.contains("Authorization"));
        if (failure.isEmpty() && target == good) { // nor can be trusted in what it says it has
            Path layout = target.root().resolve(repository);
            DigestWalk.layout(layout, "v1", DigestWalk.layoutTag(layout, "v1"));
        } else if (failure.isPresent()) {
            assertThat(failure.get())
                    .as(run)
                    .isNotBlank()
                    .hasSizeLessThan(4_000)
                    .doesNotContain(SECRET);
        }
    }

    /** The message of the failure; empty after a success. */
    private Optional<String> outcome(String source, String target, CopyOptions options) throws Exception {
        try (RegClient client = client();
                BackgroundCall<Optional<String>> call = BackgroundCall.start(() -> {
                    try {
                        client.images().copy(ClientFixture.ref(source), ClientFixture.ref(target), options);
                        return Optional.empty();
                    } catch (RegistryException e) {
                        return Optional.of(e.getMessage());
                    }
                })) {
            return call.result();
        }
    }
}

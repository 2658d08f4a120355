// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * A repository with tags {@code v1} to {@code v3} in a registry that changes its answers, which a program mirrors to a
 * sane one again and again.
 */
public final class HostileMirror implements AutoCloseable {
    private static final Set<String> READS = Set.of("GET", "HEAD");

    private final InProcessRegistry good = InProcessRegistry.start();
    private final InProcessRegistry turned =
            InProcessRegistry.builder().pageSize(2).start();
    private final HostileProxy hostile = HostileProxy.before(turned);

    private final SampleImage image = ImageFixture.small(1);
    private final SampleImage signature = ImageFixture.artifact("application/vnd.example.signature")
            .subject(image)
            .build();

    public HostileMirror() {
        turned.put("app", image.withReferrer(signature), "v1", "v2");
        turned.put("app", ImageFixture.small(2), "v3");
    }

    /** Credentials of both registries for a configuration; the password is {@code hunter2}. */
    public String creds() {
        return "creds:\n"
                + "  - {registry: '" + good.host() + "', tls: disabled}\n"
                + "  - {registry: '" + hostile.host() + "', tls: disabled, user: me, pass: hunter2}\n";
    }

    /** The repository to mirror. */
    public String source() {
        return hostile.host() + "/app";
    }

    /**
     * Runs a program against one changed answer after the other and fails when it writes beyond its target, leaves a tag
     * with anything missing, or prints what nobody should see.
     *
     * <p>A run that succeeds has mirrored everything, unless the answer that lists it was changed: a registry may leave
     * out names without a trace.
     *
     * @param referrers the program mirrors them too
     * @param program mirrors the source to the repository it is given
     */
    public void attack(int runs, boolean referrers, Function<String, CliResult> program) throws Exception {
        for (int seed = 0; seed < runs; seed++) {
            String repository = "mirror/r" + seed;
            hostile.attack(seed, new SplittableRandom(seed).nextInt(12), 1);
            good.requests().clear();
            CliResult result;
            try (BackgroundCall<CliResult> run =
                    BackgroundCall.start(() -> program.apply(good.host() + "/" + repository))) {
                result = run.result(); // within its time limit
            }

            assertThat(good.requests().all().stream().filter(r -> !READS.contains(r.method())))
                    .as("run " + seed)
                    .allMatch(r -> r.path().startsWith("/v2/" + repository + "/"), "writes to the mirror");
            assertThat(hostile.trapped()).as("run " + seed).noneMatch(head -> head.contains("Authorization"));
            assertThat(result.out() + result.err())
                    .as("run " + seed)
                    .doesNotContain("\tat io.regclient", "Exception", "hunter2")
                    .matches(HostileNames::isVisible, "shows no character that controls a terminal");
            assertThat(result.exit()).as("run " + seed).isIn(0, 1);
            assertThat(result.exit() == 0 || !result.err().isBlank())
                    .as("run " + seed + " says why it failed")
                    .isTrue();
            Path layout = good.root().resolve(repository);
            checkTags(layout);
            if (result.exit() == 0) {
                checkAll(layout, referrers, "run " + seed + ", changed " + hostile.changed() + ", " + result.err());
            }
        }
    }

    /** Tags that are there are whole. */
    private static void checkTags(Path layout) throws IOException {
        if (Files.exists(layout)) {
            for (String tag : DigestWalk.layoutTags(layout)) {
                DigestWalk.layout(layout, tag, DigestWalk.layoutTag(layout, tag));
            }
        }
    }

    private void checkAll(Path layout, boolean referrers, String run) throws IOException {
        if (hostile.changed().stream().noneMatch(line -> line.contains("/tags/list"))) {
            assertThat(DigestWalk.layoutTags(layout)).as(run).contains("v1", "v2", "v3");
            boolean listed = hostile.changed().stream().noneMatch(line -> line.contains("/referrers/"));
            if (referrers && listed) {
                String hex = signature.digest().hex();
                assertThat(layout.resolve("blobs/sha256").resolve(hex)).as(run).exists();
            }
        }
    }

    @Override
    public void close() {
        hostile.close();
        turned.close();
        good.close();
    }
}

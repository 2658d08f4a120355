// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import static org.assertj.core.api.Assertions.assertThat;

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

    public HostileMirror() {
        turned.put("app", ImageFixture.small(1), "v1", "v2");
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
     * @param program mirrors the source to the repository it is given
     */
    public void attack(int runs, Function<String, CliResult> program) throws IOException {
        for (int seed = 0; seed < runs; seed++) {
            String repository = "mirror/r" + seed;
            hostile.attack(seed, new SplittableRandom(seed).nextInt(12), 1);
            good.requests().clear();
            CliResult result = program.apply(good.host() + "/" + repository);

            assertThat(good.requests().all().stream().filter(r -> !READS.contains(r.method())))
                    .as("run " + seed)
                    .allMatch(r -> r.path().startsWith("/v2/mirror/r"), "writes to mirrors");
            assertThat(hostile.trapped()).as("run " + seed).noneMatch(head -> head.contains("Authorization"));
            assertThat(result.out() + result.err())
                    .as("run " + seed)
                    .doesNotContain("\tat io.regclient", "Exception", "hunter2")
                    .matches(HostileNames::isVisible, "shows no character that controls a terminal");
            assertThat(result.exit()).as("run " + seed).isIn(0, 1);
            assertThat(result.exit() == 0 || !result.err().isBlank())
                    .as("run " + seed + " says why it failed")
                    .isTrue();
            checkTags(good.root().resolve(repository));
        }
    }

    /** A registry may leave out tags without a trace; those that are there are whole. */
    private static void checkTags(Path layout) throws IOException {
        if (Files.exists(layout)) {
            for (String tag : DigestWalk.layoutTags(layout)) {
                DigestWalk.layout(layout, tag, DigestWalk.layoutTag(layout, tag));
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

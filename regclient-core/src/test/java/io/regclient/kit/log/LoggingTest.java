// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.kit.cli.SlogProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** Where log lines go (contract regctl 2.2). */
class LoggingTest {
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final SlogProvider provider = new SlogProvider();
    private final Logger log = provider.getLoggerFactory().getLogger("a");

    private void start(int threshold, boolean json) {
        Logging.start(
                new PrintStream(lines, false, StandardCharsets.UTF_8), threshold, json, SlogProvider.class.getName());
    }

    private String written() {
        return lines.toString(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("regctl 2.1: only what reaches the level is written")
    void obeysTheThreshold() {
        start(Verbosity.INFO, false);

        log.debug("quiet");
        log.info("loud");
        log.atWarn().addKeyValue("n", 1).log("louder");

        assertThat(written().lines()).hasSize(2);
        assertThat(written()).contains("level=INFO msg=loud\n", "level=WARN msg=louder n=1\n");
        assertThat(log.isDebugEnabled()).isFalse();
        assertThat(log.isTraceEnabled()).isFalse();
        assertThat(log.isInfoEnabled()).isTrue();
        assertThat(log.isWarnEnabled()).isTrue();
        assertThat(log.isErrorEnabled()).isTrue();
    }

    @Test
    @DisplayName("regctl 2.1: a level between two words")
    void obeysAnOffset() {
        start(Verbosity.parse("info+2"), false);

        log.info("quiet");
        log.warn("loud");

        assertThat(written()).contains("msg=loud").doesNotContain("quiet");
    }

    @Test
    void fillsInPlaceholders() {
        start(Verbosity.INFO, true);

        log.info("{} of {}", 1, 2);

        assertThat(written()).contains("\"msg\":\"1 of 2\"");
    }

    @Test
    @DisplayName("regctl 2.4: a stack trace is shown by debug only")
    void showsStackTracesOnRequest() {
        start(Verbosity.INFO, false);
        log.error("failed", new IOException("broken"));
        assertThat(written()).contains("msg=failed error=broken\n").doesNotContain("stack=");

        start(Verbosity.DEBUG, false);
        log.error("failed", new IOException("broken"));
        assertThat(written()).contains("stack=\"java.io.IOException: broken");
    }

    @Test
    @DisplayName("threads of a run log where the run does, and runs side by side do not mix")
    void followsThreads() throws Exception {
        start(Verbosity.INFO, false);
        ByteArrayOutputStream others = new ByteArrayOutputStream();

        Thread child = Thread.ofPlatform().start(() -> log.info("child"));
        child.join();
        Thread other = Thread.ofPlatform().start(() -> {
            Logging.start(
                    new PrintStream(others, false, StandardCharsets.UTF_8),
                    Verbosity.INFO,
                    false,
                    SlogProvider.class.getName());
            log.info("other");
        });
        other.join();
        log.info("parent");

        assertThat(written()).contains("msg=child", "msg=parent").doesNotContain("msg=other");
        assertThat(others.toString(StandardCharsets.UTF_8)).contains("msg=other");
    }

    @Test
    void aThreadWithoutARunLogsNothing() throws Exception {
        Thread stranger = Thread.ofPlatform()
                .inheritInheritableThreadLocals(false)
                .start(() -> {
                    assertThat(log.isErrorEnabled()).isFalse();
                    log.error("lost");
                });
        stranger.join();

        assertThat(written()).isEmpty();
    }

    @Test
    @DisplayName("the provider has one logger per name and what slf4j asks for")
    void providesLoggers() {
        assertThat(provider.getLoggerFactory().getLogger("a")).isSameAs(log);
        assertThat(provider.getLoggerFactory().getLogger("b")).isNotSameAs(log);
        assertThat(log.getName()).isEqualTo("a");
        assertThat(provider.getMarkerFactory().getMarker("m").getName()).isEqualTo("m");
        assertThat(provider.getMDCAdapter().getCopyOfContextMap()).isNullOrEmpty();
        assertThat(provider.getRequestedApiVersion()).startsWith("2.0");
    }
}

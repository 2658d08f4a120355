// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.regsync.run.ServerRun;
import io.regclient.regsync.status.EntryStates;
import io.regclient.regsync.status.EntryStatus;
import io.regclient.regsync.status.HostStates;
import io.regclient.regsync.status.StatusBoard;
import io.regclient.regsync.web.WebServer;
import io.regclient.testing.BackgroundCall;
import io.regclient.testing.CliResult;
import io.regclient.testing.CliRunner;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ManualTime;
import io.regclient.testing.ProgramRunner;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** docs/server.md: the status of a server that runs. */
@Timeout(120)
@ExtendWith(RegistryExtension.class)
class StatusServerTest {
    private static final Pattern URL = Pattern.compile("msg=\"Serving status\" url=(http://\\S+)");

    private final InProcessRegistry registry;

    @TempDir
    private Path directory = Path.of("");

    StatusServerTest(InProcessRegistry registry) {
        this.registry = registry;
    }

    private CliRunner program(ByteArrayOutputStream log, String yaml) {
        String creds = "creds: [{registry: '" + registry.host() + "', tls: disabled, user: joe, pass: hunter2}]\n";
        return ProgramRunner.of(Regsync.PROGRAM, directory, log).stdin(creds + yaml);
    }

    private static URI url(ByteArrayOutputStream log) {
        Matcher matcher = URL.matcher(log.toString(StandardCharsets.UTF_8));
        return matcher.find() ? URI.create(matcher.group(1)) : URI.create("http://none/");
    }

    private static URI serving(ByteArrayOutputStream log) throws Exception {
        BackgroundCall.await(() -> !url(log).getHost().equals("none"));
        return url(log);
    }

    @Test
    @DisplayName("page, JSON and metrics tell what entries do, with errors in full and without a secret")
    void tellsWithoutSecrets(TestRepository source, TestRepository target) throws Exception {
        source.put(ImageFixture.small(1), "v1");
        Files.writeString(directory.resolve("token"), "bearer-of-nothing-0123456789\n");
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        String yaml = "sync:\n  - {source: '" + source.fullName() + ":v1', target: '" + target.fullName()
                + ":v1', type: image, interval: 1h}\n"
                + "  - {source: 'joe:hunter2@" + registry.host() + "/x:v1', target: 'tok:hunter2@127.0.0.1:1/x:v1', "
                + "type: image, interval: 1h}\n"
                + "state: {url: 'sqlite:" + directory.resolve("s.db") + "'}\n";
        CliRunner program = program(log, yaml);
        try (BackgroundCall<CliResult> server = BackgroundCall.start(
                () -> program.run("server", "-c", "-", "--listen", "0", "--listen-token-file", "token"))) {
            URI url = serving(log);
            BackgroundCall.await(() -> get(url, "/api/status").contains("\"move\": \"copy\""));
            String status = get(url, "/api/status");
            assertThat(status)
                    .contains(
                            "\"condition\": \"waiting\"",
                            "\"move\": \"copy\"",
                            "***@127.0.0.1:1/x:v1",
                            "\"ready\": true");
            String page = get(url, "/");
            assertThat(page).contains("Waiting", "1 error in the last run", "***@");
            String metrics = get(url, "/metrics");
            assertThat(metrics)
                    .contains(
                            "regsync_state_reachable 1.0\n",
                            "regsync_host_requests_total{host=\"" + registry.host() + "\",status=\"200\"} ",
                            "regsync_entry_images_copied_total{entry=\"" + target.fullName() + ":v1\",source=\""
                                    + source.fullName() + ":v1\"} 1.0\n");
            for (String output : List.of(status, page, metrics)) {
                assertThat(output).doesNotContain("hunter2", "bearer-of-nothing");
            }
            server.interrupt();
            assertThat(server.result().err()).doesNotContain("bearer-of-nothing");
            assertThat(isOpen(url)).isFalse();
        }
        assertThat(directory.resolve("s.db-wal"))
                .as("all of the state is in its file when nothing runs, which may be copied then")
                .doesNotExist();
    }

    private static String get(URI url, String path) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) url.resolve(path).toURL().openConnection();
            connection.setRequestProperty("Authorization", "Bearer bearer-of-nothing-0123456789");
            return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean isOpen(URI url) {
        try (java.net.Socket socket = new java.net.Socket(url.getHost(), url.getPort())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    @DisplayName(
            "an address that is taken, a token file that has none and flags that need --listen end it with one line")
    void refuses() throws Exception {
        Files.writeString(directory.resolve("short"), "secret\n");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThat(refusal("--listen", port))
                    .isEqualTo("listen on 127.0.0.1:" + port + ": Address already in use\n");
        }
        assertThat(refusal("--listen", "0", "--listen-token-file", "none")).contains("failed to read token file none");
        assertThat(refusal("--listen", "0", "--listen-token-file", "short"))
                .contains("token file short has no token")
                .doesNotContain("secret");
        assertThat(refusal("--listen", "")).contains("--listen is empty");
        assertThat(refusal("--listen-host", "a.example")).contains("need --listen");
        assertThat(refusal("--listen", "somewhere")).contains("use a port such as 9090");
        assertThat(refusal("--listen", "0", "--listen-host", "https://a")).contains("a host name");
    }

    private String refusal(String... flags) {
        List<String> line = new ArrayList<>(List.of("server", "-c", "-"));
        line.addAll(List.of(flags));
        CliResult result = program(new ByteArrayOutputStream(), "sync: []\n").run(line.toArray(String[]::new));
        result.check().exits(1);
        assertThat(result.err().strip().lines()).hasSize(1);
        return result.err();
    }

    @Test
    @DisplayName(
            "a day in fast-forward, with entries that fail now and then: status, threads and series stay as they were")
    void staysSmall(TestRepository source, TestRepository target, TestRepository flapping) throws Exception {
        source.put(ImageFixture.small(1), "v1");
        flapping.fault("HEAD", "manifests/v1", Occurrence.always(), new Fault.Status(403));
        ManualTime time = ManualTime.stepping();
        EntryStates entries = new EntryStates(time);
        HostStates hosts = new HostStates();
        StatusBoard board = new StatusBoard("v1", time, entries, hosts);
        String yaml = "sync: [{source: '" + source.fullName() + ":v1', target: '" + target.fullName()
                + ":v1', type: image, interval: 1m}, {source: '" + flapping.fullName() + ":v1', target: '"
                + target.fullName() + ":v2', type: image, interval: 1m}]\n";
        WebServer.Access access = new WebServer.Access(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(), Optional.empty());
        try (WebServer web = WebServer.start(access, board);
                RunFixture fixture = new RunFixture(registry, time, yaml)) {
            entries.loaded(fixture.entries());
            try (BackgroundCall<Boolean> server = BackgroundCall.start(() -> {
                new ServerRun(fixture.context(false).with(entries), time).run(fixture.entries());
                return true;
            })) {
                long threads = 0;
                int size = 0;
                long series = 0;
                for (int minute = 0; minute < 24 * 60; minute++) {
                    time.awaitSleepers(1);
                    time.advance(Duration.ofMinutes(1)); // an activation during a run is left out
                    if (minute % 10 == 0) {
                        long before = runs(entries);
                        BackgroundCall.await(() -> {
                            time.advance(Duration.ofMinutes(1));
                            return runs(entries) > before;
                        });
                    }
                    if (minute % 60 == 30) {
                        String metrics = RegsyncHttp.get(URI.create(web.url()).resolve("/metrics"));
                        String page = RegsyncHttp.get(URI.create(web.url()));
                        long now = threads();
                        threads = minute < 60 ? now : threads;
                        size = minute < 60 ? page.length() : size;
                        series = minute < 60 ? own(metrics) : series;
                        assertThat(now).isLessThanOrEqualTo(threads + 6);
                        assertThat(page.length()).isLessThan(size + 3000); // by then 50 moves may be there
                        assertThat(own(metrics)).isLessThanOrEqualTo(series + 6); // the first of a kind
                    }
                }
                BackgroundCall.await(() -> {
                    time.advance(Duration.ofMinutes(1));
                    return entries.entries().stream()
                            .map(EntryStatus::condition)
                            .toList()
                            .equals(List.of(EntryStatus.Condition.OK, EntryStatus.Condition.FAILED));
                });
                assertThat(runs(entries)).isGreaterThan(50);
                server.interrupt();
            }
        }
    }

    /** Those of the status; others belong to tests beside this one. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("status"))
                .count();
    }

    private static long own(String metrics) {
        return metrics.lines().filter(line -> line.startsWith("regsync_")).count();
    }

    private static long runs(EntryStates entries) {
        return entries.entries().stream()
                .mapToLong(entry -> entry.totals().succeeded() + entry.totals().failed())
                .min()
                .orElse(0);
    }
}

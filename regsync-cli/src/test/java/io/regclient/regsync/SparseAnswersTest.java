// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.CliResult;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries that say less than they should: everything is copied, or the run fails; nothing is left out in silence. */
@ExtendWith(RegistryExtension.class)
class SparseAnswersTest {
    private final Mirroring mirroring;

    SparseAnswersTest(InProcessRegistry registry, @TempDir Path directory) {
        this.mirroring = new Mirroring(registry, directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Type", "Docker-Content-Digest", "Content-Length"})
    @DisplayName("MF-6, MF-9, TG-1: a registry without a header is mirrored like any other")
    void missingHeader(String name, TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1");
        source.fault("*", "", Occurrence.always(), new Fault.RemoveHeader(name));
        target.fault("*", "", Occurrence.always(), new Fault.RemoveHeader(name));
        String config = sync(entry(source, target, "repository", "referrers: true"));

        mirroring.run(config, "once").check().succeeds();
        mirroring.run(config, "once").check().succeeds();

        assertThat(mirroring.tags(target)).contains("v1");
    }

    @ParameterizedTest
    @ValueSource(ints = {405, 501})
    @DisplayName("MF-18, regsync 9.1: a registry without HEAD is mirrored without a word in the configuration")
    void noHead(int status, TestRepository source, TestRepository target) {
        SampleImage image = source.put(ImageFixture.small(1), "v1");
        source.fault("HEAD", "", Occurrence.always(), new Fault.Status(status));
        target.fault("HEAD", "", Occurrence.always(), new Fault.Status(status));

        mirroring.run(sync(entry(source, target, "image", "")), "once").check().succeeds();

        assertThat(mirroring.digest(target, "v1")).isEqualTo(image.digest().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"error\":\"maintenance\"}", "{}", ""})
    @DisplayName("TG-5: a tag list that is none is a failure of the run")
    void noTagList(String body, TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1");
        source.fault("GET", "tags/list", Occurrence.always(), new Fault.Status(200, Map.of(), body));

        CliResult result = mirroring.run(sync(entry(source, target, "repository", "")), "once");

        result.check().exits(1).errContains("failed to list tags for " + source.fullName());
    }

    @Test
    @DisplayName("WA-1: a warning of a registry is one line for a command, however many images it copies")
    void warningOnce(TestRepository source, TestRepository target) {
        source.put(ImageFixture.small(1), "v1", "v2", "v3");
        source.fault("*", "", Occurrence.always(), new Fault.SetHeader("Warning", "299 - \"only once\""));

        CliResult result = mirroring.run(sync(entry(source, target, "repository", "")), "once");

        result.check().succeeds();
        assertThat(result.err()).containsOnlyOnce("msg=\"Registry warning message\" warning=\"only once\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/_catalog?last=r", "<next"})
    @DisplayName("TG-9: a catalog that never ends, or whose end is not known, is a failure of the run")
    void endlessCatalog(String link) throws IOException {
        assertEndsWith(
                pages -> "{\"repositories\":[\"r" + pages + "\"]}",
                link,
                host -> link.startsWith("<")
                        ? "unreadable header Link: <next; rel=next"
                        : "the catalog of " + host + " has more than 1000 pages");
    }

    @Test
    @DisplayName("TG-9: the names of a catalog, which are kept while it is walked, have 32 MiB in all")
    void largeCatalog() throws IOException {
        String rest = "x".repeat(240) + "\"";
        assertEndsWith(
                page -> IntStream.range(0, 60_000)
                        .mapToObj(i -> "\"p" + page + "-" + i + rest)
                        .collect(Collectors.joining(",", "{\"repositories\":[", "]}")),
                "/v2/_catalog?last=r",
                host -> "the names in the catalog of " + host + " have more than 33554432 characters");
    }

    /** Mirrors a registry whose catalog goes on for ever. */
    private void assertEndsWith(IntFunction<String> catalog, String link, UnaryOperator<String> message)
            throws IOException {
        AtomicInteger pages = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = catalog.apply(pages.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Link", link + "; rel=next");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        String host = "127.0.0.1:" + server.getAddress().getPort();
        try {
            CliResult result = ProgramRunner.of(Regsync.PROGRAM, mirroring.directory())
                    .stdin("creds: [{registry: '" + host + "', tls: disabled, reqPerSec: 0}]\n"
                            + sync("{source: '" + host + "', target: 'ocidir://t', type: registry, "
                                    + "repos: {allow: [none]}}"))
                    .run("once", "-c", "-");
            result.check().exits(1).errContains(message.apply(host));
        } finally {
            server.stop(0);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.config.HostConfig;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.HttpCall;
import io.regclient.http.HttpReply;
import io.regclient.ref.Ref;
import io.regclient.ref.RegistryRef;
import io.regclient.scheme.registry.wire.Sender;
import io.regclient.testing.ManualTime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A registry that expects exact requests in order and answers them from a script, with the statuses treated as
 * {@code RegistryHttp} does: what the call neither accepts nor counts as 2xx is thrown.
 */
public final class ScriptedRegistry implements Sender {
    public static final String HOST = "registry.example";
    static final String BASE = "https://" + HOST;
    static final RegistryRef REPO = new RegistryRef(HOST, "app", Optional.empty(), Optional.empty());

    final ManualTime time = new ManualTime();
    private final Deque<Step> script = new ArrayDeque<>();
    private final List<Exchange> log = new ArrayList<>();
    private final List<ScriptedReply> replies = new ArrayList<>();
    private HostConfig host = host(0, 0, "");

    /**
     * One request as it was sent.
     *
     * @param target path with query, or the absolute URL of a direct call
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Exchange(HttpCall call, String target, byte[] body) {
        String line() {
            return call.method() + " " + target;
        }

        List<String> header(String name) {
            return call.headers().stream()
                    .filter(header -> header.getKey().equals(name))
                    .map(Map.Entry::getValue)
                    .toList();
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** One expected request and its answer. */
    static final class Step {
        private final String line;
        private int status = 200;
        private byte[] body = new byte[0];
        private String url = "";
        private String answeringHost = HOST;
        private final Map<String, List<String>> headers = new LinkedHashMap<>();
        private Optional<RegistryException> failure = Optional.empty();

        private Step(String line) {
            this.line = line;
        }

        /** Answers with a status and header lines {@code Name: value}. */
        Step answer(int newStatus, String... headerLines) {
            status = newStatus;
            for (String header : headerLines) {
                int colon = header.indexOf(": ");
                headers.computeIfAbsent(header.substring(0, colon), name -> new ArrayList<>())
                        .add(header.substring(colon + 2));
            }
            return this;
        }

        Step body(byte[] content) {
            body = content;
            return this;
        }

        Step body(String content) {
            return body(content.getBytes(StandardCharsets.UTF_8));
        }

        /** The answer comes from this URL, as after a redirect. */
        Step from(String newUrl) {
            url = newUrl;
            return this;
        }

        Step byMirror(String name) {
            answeringHost = name;
            return this;
        }

        void fail(ErrorKind kind) {
            failure = Optional.of(RegistryException.of(kind, "scripted " + kind));
        }
    }

    /** Expects a request: method, space, path with query or absolute URL. */
    Step on(String line) {
        Step step = new Step(line);
        script.add(step);
        return step;
    }

    RegistryScheme scheme() {
        return scheme(RegistrySchemeOptions.DEFAULT);
    }

    RegistryScheme cachingScheme() {
        return scheme(RegistrySchemeOptions.DEFAULT.withCache(Duration.ofMinutes(5), 500));
    }

    RegistryScheme scheme(RegistrySchemeOptions options) {
        return new RegistryScheme(this, name -> host, (name, mirrors) -> List.of(), () -> {}, time, options);
    }

    void setHost(HostConfig settings) {
        host = settings;
    }

    public static HostConfig host(long blobChunk, long blobMax, String pathPrefix) {
        return HostConfig.named(HOST).toBuilder()
                .blobChunk(blobChunk)
                .blobMax(blobMax)
                .pathPrefix(pathPrefix)
                .build();
    }

    static Ref ref(String text) throws IOException {
        return Ref.parse(HOST + "/" + text);
    }

    @Override
    public synchronized HttpReply send(HttpCall call) throws IOException {
        String target = target(call);
        String line = call.method() + " " + target;
        Step step = script.poll();
        if (step == null) {
            throw new AssertionError("unexpected request " + line + ", nothing more was expected");
        }
        assertThat(line).isEqualTo(step.line);
        log.add(new Exchange(call, target, body(call)));
        if (step.failure.isPresent()) {
            throw step.failure.get();
        }
        if ((step.status < 200 || step.status > 299) && !call.rules().accepted().contains(step.status)) {
            throw statusFailure(step.status);
        }
        String url = !step.url.isEmpty() ? step.url : target.startsWith("/") ? BASE + target : target;
        ScriptedReply reply = new ScriptedReply(step.status, url, step.answeringHost, step.headers, step.body);
        replies.add(reply);
        return reply;
    }

    private static byte[] body(HttpCall call) throws IOException {
        if (call.body().isEmpty()) {
            return new byte[0];
        }
        byte[] content;
        try (InputStream in = call.body().get().source().open()) {
            content = in.readAllBytes();
        } catch (IOException e) {
            throw RegistryException.of(ErrorKind.TRANSPORT, "request failed: connection broke", e);
        }
        assertThat(call.body().get().length()).isEqualTo(content.length);
        return content;
    }

    private static RegistryException statusFailure(int status) {
        ErrorKind kind = switch (status) {
            case 401, 403 -> ErrorKind.HTTP_UNAUTHORIZED;
            case 404 -> ErrorKind.NOT_FOUND;
            case 429 -> ErrorKind.HTTP_RATE_LIMIT;
            default -> ErrorKind.HTTP_STATUS;
        };
        return RegistryException.ofStatus(kind, status, "request failed: status [http " + status + "]: scripted");
    }

    static String target(HttpCall call) {
        if (call.target().directUrl().isPresent()) {
            assertThat(call.target().query()).isEmpty();
            return call.target().directUrl().get();
        }
        String query = call.target().query().stream()
                .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                .collect(Collectors.joining("&"));
        return "/v2/"
                + (call.target().repository().isEmpty() ? "" : call.target().repository() + "/")
                + call.target().path() + (query.isEmpty() ? "" : "?" + query);
    }

    /** All requests so far as method and target. */
    List<String> lines() {
        return log.stream().map(Exchange::line).toList();
    }

    Exchange request(int index) {
        return log.get(index);
    }

    Exchange last() {
        return log.getLast();
    }

    List<Exchange> requests(String method) {
        return log.stream().filter(e -> e.call().method().equals(method)).toList();
    }

    /** The whole script was used and every answer closed, which frees the slots of its host (CO-1). */
    void verify() {
        assertThat(script.stream().map(step -> step.line))
                .as("requests that were not made")
                .isEmpty();
        assertThat(replies).as("answers that were closed").allMatch(ScriptedReply::isClosed);
    }
}

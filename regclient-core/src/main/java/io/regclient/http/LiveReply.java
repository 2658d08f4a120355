// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.net.RequestErrors;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import okhttp3.Headers;
import okhttp3.Response;

/** An answer as the caller sees it. */
final class LiveReply implements HttpReply {
    private final RequestLoop loop;
    private final HttpCall call;
    private Outcome.Answer answer;
    private Response response;
    private ResumingBody body;

    LiveReply(RequestLoop loop, Outcome.Answer answer, HttpCall call) {
        this.loop = loop;
        this.call = call;
        this.answer = answer;
        this.response = answer.exchange().response();
        this.body = bodyOf(answer);
    }

    private ResumingBody bodyOf(Outcome.Answer from) {
        OptionalLong length = contentLength(from.exchange().response());
        return new ResumingBody(loop, from, call, length.isPresent() ? length : call.expectedLength());
    }

    @Override
    public int status() {
        return response.code();
    }

    @Override
    public Map<String, List<String>> headers() {
        Headers received = response.headers();
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (int i = 0; i < received.size(); i++) {
            headers.computeIfAbsent(received.name(i), name -> new ArrayList<>()).add(received.value(i));
        }
        return headers;
    }

    @Override
    public List<String> headerLines(String name) {
        return response.headers(name);
    }

    @Override
    public OptionalLong contentLength() {
        return contentLength(response);
    }

    @Override
    public String url() {
        return response.request().url().toString();
    }

    @Override
    public String host() {
        return answer.host().config().name();
    }

    @Override
    public InputStream body() {
        return body;
    }

    @Override
    public byte[] readAll(int maxBytes) throws IOException {
        while (true) {
            if (contentLength().orElse(0) > maxBytes) {
                throw tooLarge(maxBytes);
            }
            body.readWhole();
            try {
                byte[] content = body.readNBytes(maxBytes == Integer.MAX_VALUE ? maxBytes : maxBytes + 1);
                if (content.length > maxBytes) {
                    throw tooLarge(maxBytes);
                }
                return content;
            } catch (RegistryException e) {
                if (!body.broke() || !call.method().equals("GET")) {
                    throw e;
                }
                askAgain(e);
            }
        }
    }

    /** What is kept whole is asked for again from its first byte: many registries serve no ranges of manifests. */
    private void askAgain(RegistryException broken) throws IOException {
        int status = status();
        answer = loop.resume(answer, broken, Optional.empty());
        response = answer.exchange().response();
        body = bodyOf(answer);
        if (status() != status) {
            close();
            throw broken;
        }
    }

    private RegistryException tooLarge(int maxBytes) {
        return RequestErrors.of(
                ErrorKind.SIZE_LIMIT_EXCEEDED,
                "answer is larger than the limit of " + maxBytes + " bytes",
                RequestErrors.describe(response.request()));
    }

    @Override
    public void close() {
        body.close();
    }

    /** The Content-Length header, also of an answer to HEAD; empty when absent or no number. */
    static OptionalLong contentLength(Response response) {
        String value = response.header("Content-Length");
        boolean number = value != null && value.length() <= 18 && value.chars().allMatch(c -> c >= '0' && c <= '9');
        return number && !value.isEmpty() ? OptionalLong.of(Long.parseLong(value)) : OptionalLong.empty();
    }
}

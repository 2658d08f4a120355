// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.net.Exchange;
import io.regclient.http.net.ExchangeFailure;
import io.regclient.http.net.OneLine;
import io.regclient.http.net.RequestErrors;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.Response;

/** What a server says about a failure (contract RB-12; error format of the distribution specification). */
final class ErrorReason {
    /** Bytes of an error answer that are read. */
    static final int LIMIT = 64 << 10;

    private static final int MAX_ERRORS = 5;

    private ErrorReason() {}

    /**
     * Reads the content of an answer.
     *
     * @param limit bytes that are read at most
     * @throws RegistryException of kind CANCELED; a content that breaks off, or is none, counts as far as it came
     */
    static byte[] content(Exchange exchange, int limit) throws RegistryException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            int n = 0;
            while (n >= 0 && content.size() < limit) {
                content.write(buffer, 0, n);
                n = exchange.read(buffer, 0, Math.min(buffer.length, Math.max(limit - content.size(), 1)));
            }
        } catch (RegistryException e) {
            if (e.is(ErrorKind.CANCELED)) {
                throw e;
            }
            return content.toByteArray();
        } catch (IOException e) {
            return content.toByteArray(); // the status is the news, its explanation is a bonus
        }
        return content.toByteArray();
    }

    /**
     * Reads a content that is needed as a whole.
     *
     * @param limit largest content in bytes
     * @throws ExchangeFailure when it breaks off or stalls
     * @throws RegistryException of kind CANCELED, or SIZE_LIMIT_EXCEEDED for a larger one
     */
    static byte[] whole(Exchange exchange, int limit) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int n = 0; n >= 0; n = exchange.read(buffer, 0, buffer.length)) {
            content.write(buffer, 0, n);
            if (content.size() > limit) {
                exchange.abort();
                throw RequestErrors.of(
                        ErrorKind.SIZE_LIMIT_EXCEEDED,
                        "answer is larger than the limit of " + limit + " bytes",
                        RequestErrors.describe(exchange.response().request()));
            }
        }
        return content.toByteArray();
    }

    /** The reason as one line, empty without one: {@code CODE: message} of each error, or the start of the text. */
    static String of(Response response, byte[] content) {
        String type = Optional.ofNullable(response.header("Content-Type")).orElse("");
        String text = new String(content, StandardCharsets.UTF_8);
        if (type.contains("html")) {
            return title(text);
        }
        String trimmed = text.strip();
        Optional<String> errors = trimmed.startsWith("{") ? errors(trimmed) : Optional.empty();
        return OneLine.of(errors.orElse(trimmed));
    }

    private static Optional<String> errors(String json) {
        try {
            JsonObject body = Json.parseObject(json, "error");
            List<String> reasons = new ArrayList<>();
            for (JsonObject error : body.objects("errors")) {
                if (reasons.size() < MAX_ERRORS) {
                    reasons.add(reason(error));
                }
            }
            String text = String.join("; ", reasons);
            return Optional.of(text).filter(t -> !t.isBlank()).or(() -> details(body));
        } catch (RegistryException e) {
            return Optional.empty(); // not the usual format: the text itself is shown
        }
    }

    private static String reason(JsonObject error) {
        String code = text(error, "code");
        String message = text(error, "message");
        String detail = text(error, "detail");
        List<String> parts = new ArrayList<>();
        if (!code.isBlank()) {
            parts.add(code);
        }
        if (!message.isBlank()) {
            parts.add(message);
        }
        if (!detail.isBlank() && !detail.equals(message)) {
            parts.add(detail);
        }
        return String.join(": ", parts);
    }

    /** Token servers and others: {@code {"details":"..."}} or {@code {"message":"..."}}. */
    private static Optional<String> details(JsonObject body) {
        for (String key : List.of("details", "message", "error_description", "error")) {
            String text = text(body, key);
            if (!text.isBlank()) {
                return Optional.of(text);
            }
        }
        return Optional.empty();
    }

    private static String text(JsonObject object, String key) {
        return object.tree().get(key) instanceof String text ? text : "";
    }

    /** Pages of proxies are long; their title says it. */
    private static String title(String html) {
        int start = html.indexOf("<title>");
        int end = html.indexOf("</title>");
        return start < 0 || end < start ? "" : OneLine.of(html.substring(start + "<title>".length(), end));
    }
}

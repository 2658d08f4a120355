// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.web;

import io.regclient.regsync.status.ServerStatus;
import io.regclient.regsync.status.StatusBoard;
import io.regclient.regsync.status.StatusJson;
import io.regclient.regsync.status.StatusMetrics;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.util.Optional;

/** What is shown under which path. */
final class WebRoutes {
    private static final String NOT_KEPT = "no-store";

    private final StatusBoard board;
    private final StatusMetrics metrics = new StatusMetrics();
    private final SharedReplies replies = new SharedReplies(Ticker.system());
    private volatile Optional<AccessToken> token;

    WebRoutes(StatusBoard board, Optional<AccessToken> token) {
        this.board = board;
        this.token = token;
    }

    /** False when it is the token of before. */
    boolean replaceToken(AccessToken next) {
        boolean other = token.isEmpty() || !token.get().isSame(next);
        token = Optional.of(next);
        return other;
    }

    /**
     * What a request asks for.
     *
     * @param path decoded
     * @param query as it stands behind the question mark, empty for none
     * @param authorization the header, empty for none
     * @param accept the header, empty for none
     */
    record Asked(String path, String query, String authorization, String accept) {}

    OutgoingReply answer(Asked asked) throws IOException, InterruptedException {
        return switch (asked.path()) {
            case "/healthz" -> OutgoingReply.of(WebReply.text(WebReply.OK, "ok"));
            case "/readyz" -> OutgoingReply.of(readiness());
            case "/", "/api/status", "/metrics" -> isAllowed(asked) ? status(asked) : OutgoingReply.of(unauthorized());
            default -> OutgoingReply.of(WebReply.text(WebReply.NOT_FOUND, "not found"));
        };
    }

    /** Whoever asks without the token learns no reason. */
    private WebReply readiness() throws InterruptedException {
        return board.problem().isEmpty()
                ? WebReply.text(WebReply.OK, "ready")
                : WebReply.text(WebReply.UNAVAILABLE, "not ready, /api/status tells why");
    }

    private boolean isAllowed(Asked asked) {
        Optional<AccessToken> wanted = token;
        return wanted.isEmpty() || wanted.get().isIn(asked.authorization());
    }

    private static WebReply unauthorized() {
        return WebReply.text(WebReply.UNAUTHORIZED, "a token is needed, as a bearer token or as a password")
                .with("WWW-Authenticate", "Basic realm=\"regsync\", charset=\"UTF-8\"");
    }

    private OutgoingReply status(Asked asked) throws IOException, InterruptedException {
        ServerStatus status = board.status(); // first: a state that hangs makes nobody wait for somebody else
        return switch (asked.path()) {
            case "/metrics" ->
                replies.get("metrics " + metrics.contentType(asked.accept()), () -> {
                    StatusMetrics.Exposition text = metrics.of(status, asked.accept());
                    return unstored(WebReply.of(WebReply.OK, text.contentType(), text.text()));
                });
            case "/api/status" ->
                replies.get(
                        "json", () -> unstored(WebReply.of(WebReply.OK, "application/json", StatusJson.of(status))));
            default -> {
                PageView view = PageView.of(asked.query());
                yield replies.get("page " + view, () -> unstored(StatusPage.of(status, view)));
            }
        };
    }

    private static WebReply unstored(WebReply reply) {
        return reply.with("Cache-Control", NOT_KEPT);
    }
}

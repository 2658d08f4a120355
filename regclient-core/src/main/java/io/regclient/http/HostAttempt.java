// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.auth.AuthRequest;
import io.regclient.config.HostConfig;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.net.Exchange;
import io.regclient.http.net.ExchangeFailure;
import io.regclient.http.net.Reach;
import io.regclient.http.net.Redaction;
import io.regclient.http.net.RequestContent;
import io.regclient.http.net.RequestErrors;
import io.regclient.http.net.SourceFailure;
import io.regclient.observe.RequestKind;
import io.regclient.throttle.Permit;
import io.regclient.throttle.Work;
import io.regclient.time.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import okhttp3.HttpUrl;
import okhttp3.Response;

/**
 * Asks one host once: slot, back-off, login, pacing, send, judge (contract sections 4, 7 and 8). The slot stays with an
 * answer and is given back in every other case.
 */
final class HostAttempt {
    /** What is wrong where a registry behind TLS names http URLs of itself. */
    private static final String SCHEME_ADVICE =
            ", let the proxy in front of the registry send X-Forwarded-Proto, or tell the registry its https URL";

    private final HostState host;
    private final HostConfig registry;
    private final HttpCall call;
    private final Optional<RequestContent> content;
    private final Optional<ResumeRange> range;
    private final Turn turn;
    private Optional<String> sentLogin = Optional.empty();
    private Optional<AuthRequest> sentTo = Optional.empty();
    private Optional<HostBackoff.Admission> begun = Optional.empty();
    private int epoch;
    private OptionalLong sent = OptionalLong.empty();
    private boolean paced;

    /**
     * An attempt.
     *
     * @param registry settings of the registry the content belongs to
     * @param content what the call sends
     * @param range the rest of a content, empty for the whole
     * @param turn which try of the call this is
     */
    HostAttempt(
            HostState host,
            HostConfig registry,
            HttpCall call,
            Optional<RequestContent> content,
            Optional<ResumeRange> range,
            Turn turn) {
        this.host = host;
        this.registry = registry;
        this.call = call;
        this.content = content;
        this.range = range;
        this.turn = turn;
    }

    /**
     * Which try of a call it is.
     *
     * @param retry times it was tried before
     * @param failure how it failed when this host was asked before, empty when it was not
     * @param afterChallenge true when the last answer was a challenge of this host
     * @param afterBreak true when contents broke off before: only a whole one tells that the host is well
     * @param time for dates in answers
     */
    record Turn(
            int retry, Optional<RegistryException> failure, boolean afterChallenge, boolean afterBreak, Instant time) {}

    /**
     * Asks.
     *
     * @throws IOException when asking on is pointless: canceled, or the content to send cannot be read
     */
    Outcome run() throws IOException {
        HttpUrl url = CallUrls.of(host.config(), registry, call);
        if (call.method().equals("HEAD") && host.config().headDisabled()) {
            String why = "HEAD is disabled for host " + host.config().name();
            return Outcome.Failed.drop(RequestErrors.of(ErrorKind.UNSUPPORTED_API, why, described(url)));
        }
        boolean again = turn.failure().isPresent();
        Outage.Waiting waiting = host.backoff().waiting(again);
        Permit permit = host.throttle().acquire(again ? call.work().afterFailure() : call.work(), call);
        boolean answered = false;
        try {
            Outcome outcome = ask(url, permit, waiting);
            answered = outcome instanceof Outcome.Answer;
            if (begun.isPresent()) {
                remember(outcome, begun.get());
            }
            return outcome.of(host.config().name());
        } finally {
            if (!answered) {
                permit.close();
            }
        }
    }

    /** False when the host was not asked: it cannot be, or others found that it has no answer. */
    boolean asked() {
        return begun.isPresent();
    }

    private void remember(Outcome outcome, HostBackoff.Admission started) {
        host.learn(epoch, sent, call, outcome);
        if (!(outcome instanceof Outcome.Failed failed)) {
            if (!turn.afterBreak()) {
                host.backoff().answered(started);
            }
        } else if (!call.rules().ignoreErrors()) {
            host.backoff().failed(started, failed);
        }
    }

    private Outcome ask(HttpUrl url, Permit permit, Outage.Waiting waiting) throws IOException {
        try {
            begun = host.backoff().await(call.target().repository(), waiting, () -> described(url));
            if (begun.isEmpty()) {
                return Outcome.Failed.giveUp(failureOfOthers(url));
            }
            HostBackoff.Admission started = begun.get();
            epoch = host.throttle().epoch();
            Exchange exchange = host.sender().send(outgoing(url), reach(url), this::authorization);
            host.connected(exchange);
            sent = exchange.isFirst()
                    ? OptionalLong.empty()
                    : OptionalLong.of(started.ofHost().start());
            return judge(exchange, permit, started);
        } catch (ExchangeFailure e) {
            return e.permanent() ? Outcome.Failed.drop(e.error()) : Outcome.Failed.retry(e.error());
        } catch (SourceFailure e) {
            throw unreadable(e, described(url));
        } catch (RegistryException e) {
            passOnCancel(e, described(url));
            return Outcome.Failed.drop(named(e, described(url)));
        }
    }

    /** Its own failure, or that of those who went before. */
    private RegistryException failureOfOthers(HttpUrl url) {
        return turn.failure()
                .orElseGet(
                        () -> RequestErrors.shared(host.backoff().lastFailure().orElseThrow(), described(url)));
    }

    /** Whether a URL that the registry named must not lead to this machine. */
    private Reach reach(HttpUrl url) throws RegistryException {
        if (call.target().directUrl().isEmpty()) {
            return Reach.ANYWHERE;
        }
        try {
            return host.sender().guard().check(host.base(), host.peer(), url);
        } catch (RegistryException e) {
            boolean schemeOnly = !url.isHttps() && url.host().equals(host.base().host());
            throw schemeOnly ? RegistryException.of(e.kind(), e.getMessage() + SCHEME_ADVICE, e) : e;
        }
    }

    /** For messages only: cleaning a URL costs more than most of a request. */
    private String described(HttpUrl url) {
        return call.method() + " " + Redaction.text(url.toString());
    }

    private Outgoing outgoing(HttpUrl url) {
        List<Map.Entry<String, String>> headers = new ArrayList<>(call.headers());
        range.ifPresent(r -> headers.add(Map.entry("Range", r.header())));
        return new Outgoing(
                url,
                call.method(),
                headers,
                content,
                call.rules().accepted(),
                new Outgoing.Purpose(
                        call.kind(),
                        turn.retry(),
                        call.work().kind() == Work.Kind.BLOB,
                        call.rules().brief()));
    }

    /** The login for one URL of the way; before a challenge a failing token server is not the end (AU-14). */
    private Optional<String> authorization(HttpUrl url) throws IOException {
        accepted(); // whoever redirects has let the request in
        AuthRequest request = authRequest(url);
        sentTo = Optional.of(request);
        try {
            sentLogin = host.auth(call.rules().external()).authorization(request);
        } catch (RegistryException e) {
            if (turn.afterChallenge() || e.is(ErrorKind.CANCELED)) {
                throw e;
            }
            sentLogin = Optional.empty();
        }
        if (sentLogin.isPresent()) {
            host.loginSent(url);
        }
        if (!paced) {
            paced = true;
            host.pacer().await();
        }
        return sentLogin;
    }

    /** Remembers that the login sent last was good (AU-13). */
    private void accepted() {
        if (sentLogin.isPresent() && sentTo.isPresent()) {
            host.auth(call.rules().external()).accepted(sentTo.get(), sentLogin.get());
        }
    }

    private AuthRequest authRequest(HttpUrl url) {
        return new AuthRequest(
                url.toString(),
                call.method(),
                CallUrls.repository(host.config(), call),
                call.rules().extraScopes());
    }

    private Outcome judge(Exchange exchange, Permit permit, HostBackoff.Admission started) throws IOException {
        Response response = exchange.response();
        if (response.isSuccessful() || call.rules().accepted().contains(response.code())) {
            Optional<RegistryException> unfit = unfit(exchange);
            if (unfit.isPresent()) {
                exchange.abort();
                return Outcome.Failed.drop(unfit.get());
            }
            accepted();
            return new Outcome.Answer(host, exchange, permit, started);
        }
        if (response.code() == 404) {
            accepted();
        }
        String reason = reason(exchange, response);
        String certificate = response.code() == 400 ? exchange.certificateProblem(reason) : "";
        if (!certificate.isEmpty()) {
            String why = host.config().name() + certificate + (reason.isEmpty() ? "" : ": " + reason);
            String request = RequestErrors.describe(response.request());
            return Outcome.Failed.drop(RequestErrors.of(ErrorKind.CLIENT_CERTIFICATE, why, request));
        }
        RegistryException error = AnswerErrors.status(
                        response.code(), reason, RequestErrors.describe(response.request()))
                .withResponseHeaders(AnswerHeaders.of(response));
        return response.code() == 401 ? challenged(response, reason, error) : refused(response, error);
    }

    private static String reason(Exchange exchange, Response response) throws RegistryException {
        if (response.code() == 304) {
            exchange.abort(); // has no content, whatever its Content-Length says, and the HTTP client would wait for it
            return "";
        }
        try (exchange) {
            return ErrorReason.of(response, ErrorReason.content(exchange, ErrorReason.LIMIT));
        }
    }

    private Optional<RegistryException> unfit(Exchange exchange) {
        Response response = exchange.response();
        if (isPageOfMirror(response)) {
            String why = "mirror " + host.config().name() + " answered with a web page";
            return Optional.of(RequestErrors.of(
                    ErrorKind.UNSUPPORTED_MEDIA_TYPE, why, RequestErrors.describe(response.request())));
        }
        if (range.isPresent()) {
            return range.get()
                    .mismatch(response, host.config().name())
                    .map(why ->
                            RequestErrors.of(ErrorKind.SHORT_READ, why, RequestErrors.describe(response.request())));
        }
        OptionalLong length = LiveReply.contentLength(response);
        long expected = call.expectedLength().orElse(-1);
        if (expected < 0 || length.isEmpty() || length.getAsLong() == expected || !response.isSuccessful()) {
            return Optional.empty();
        }
        if (exchange.isEncoded()) {
            exchange.decode(); // the length is that of what was sent instead
            return Optional.empty();
        }
        ErrorKind kind = length.getAsLong() > expected ? ErrorKind.SIZE_LIMIT_EXCEEDED : ErrorKind.SHORT_READ;
        String why = "unexpected Content-Length " + length.getAsLong() + ", expected " + expected;
        return Optional.of(RequestErrors.of(kind, why, RequestErrors.describe(response.request())));
    }

    /** A page that asks to sign in, or tells of maintenance, is no answer of a mirror: the next host has one. */
    private boolean isPageOfMirror(Response response) {
        return !host.config().name().equals(registry.name())
                && call.kind() != RequestKind.BLOB
                && response.header("Content-Type", "")
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .startsWith("text/html");
    }

    /** An interrupt counts also where it led to another failure: a helper program that was ended gave no login. */
    private static void passOnCancel(RegistryException e, String request) throws RegistryException {
        if (e.is(ErrorKind.CANCELED)) {
            throw e;
        }
        if (Thread.currentThread().isInterrupted()) {
            throw RequestErrors.canceled(request, Optional.of(e));
        }
    }

    private Outcome challenged(Response response, String reason, RegistryException error) throws IOException {
        try {
            host.auth(call.rules().external())
                    .challenged(authRequest(response.request().url()), response.headers("WWW-Authenticate"), sentLogin);
            return new Outcome.AskAgain(error);
        } catch (RegistryException e) {
            String request = RequestErrors.describe(response.request());
            passOnCancel(e, request);
            return Outcome.Failed.drop(
                    AnswerErrors.challenge(e, reason, request).withResponseHeaders(error.responseHeaders()));
        }
    }

    private Outcome refused(Response response, RegistryException error) {
        int status = response.code();
        Outcome.Reaction reaction = switch (status) {
            case 404, 416, 501 -> Outcome.Reaction.DROP; // 501: the method is unknown, which is no sign of load
            case 408, 429, 500, 502, 503, 504 -> Outcome.Reaction.RETRY;
            // other 4xx are about this request and say nothing about the load of the host
            default -> status / 100 == 4 ? Outcome.Reaction.DROP : Outcome.Reaction.DROP_AND_SLOW;
        };
        boolean waits = status != 404 && status != 416;
        return new Outcome.Failed(error, reaction, waits ? retryAfter(response) : Optional.empty());
    }

    private Optional<Duration> retryAfter(Response response) {
        return Optional.ofNullable(response.header("Retry-After"))
                .flatMap(value -> Backoff.retryAfter(value, turn.time()));
    }

    /** Errors of the layers below carry no request yet. */
    private static RegistryException named(RegistryException e, String request) {
        boolean complete = e.getMessage().startsWith("request failed: ");
        if (complete) {
            return e;
        }
        return e.kind() == ErrorKind.HTTP_UNAUTHORIZED
                ? AnswerErrors.challenge(e, "", request)
                : RequestErrors.of(e.kind(), e.getMessage(), request, e);
    }

    private static IOException unreadable(SourceFailure e, String request) {
        if (Thread.currentThread().isInterrupted()) {
            return RequestErrors.canceled(request, Optional.of(e));
        }
        IOException failure = e.failure();
        String context = "request failed: content to send (" + request + ")";
        return failure instanceof RegistryException known
                ? known.withContext(context)
                : RegistryException.of(
                        ErrorKind.LOCAL_IO, context + ": " + RegistryException.describe(failure), failure);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.config.HostConfig;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.http.net.RequestContent;
import io.regclient.http.net.TrackedSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tries of one request over its hosts (contract RB-1 to RB-11, MI-5). It lives as long as the answer, because
 * resuming a broken content continues the count. Used by one thread at a time.
 */
final class RequestLoop {
    /** A host that lets a request wait for its whole time gets one more: each takes minutes. */
    private static final int MAX_SILENCES = 2;

    private final HttpSettings settings;
    private final WireLog log;
    private final HttpCall call;
    private final Optional<RequestContent> content;
    private final HostConfig registry;
    private final List<HostState> candidates;
    /** How those of them failed that are asked again. */
    private final Map<HostState, RegistryException> failures = new HashMap<>();

    private int current;
    private int tries;
    private int silences;
    private boolean challenged;
    private boolean broken;
    private boolean gaveUp;
    private @Nullable RegistryException last;

    /**
     * A loop.
     *
     * @param registry settings of the registry the content belongs to
     * @param candidates hosts in the order in which they are asked
     */
    RequestLoop(Transport transport, HttpCall call, HostConfig registry, List<HostState> candidates) {
        this.settings = transport.settings();
        this.log = transport.log();
        this.call = call;
        this.content = call.body()
                .map(body -> new RequestContent(new TrackedSource(body.source(), body.once()), body.length()));
        this.registry = registry;
        this.candidates = new ArrayList<>(candidates);
    }

    HttpReply send() throws IOException {
        Outcome.Answer answer = next(Optional.empty());
        try {
            return new LiveReply(this, answer, call);
        } catch (RuntimeException | Error e) {
            answer.abort();
            throw e;
        }
    }

    /**
     * A content after its connection broke, from this host or the next one (RS-1).
     *
     * @param rest what is missing; empty to get the whole content again
     * @throws IOException when nobody sends it
     */
    Outcome.Answer resume(Outcome.Answer answer, RegistryException why, Optional<ResumeRange> rest) throws IOException {
        answer.abort();
        broken = true;
        Outcome.Failed failed = Outcome.Failed.retry(why);
        if (!call.rules().ignoreErrors()) {
            answer.host().backoff().failed(answer.turn(), failed);
        }
        react(answer.host(), failed);
        return next(rest);
    }

    private Outcome.Answer next(Optional<ResumeRange> range) throws IOException {
        while (!candidates.isEmpty()) {
            if (tries > settings.retry().tries()) {
                throw tooManyTries();
            }
            HostState host = candidates.get(current);
            HostAttempt.Turn turn = new HostAttempt.Turn(
                    tries,
                    Optional.ofNullable(failures.get(host)),
                    challenged,
                    broken,
                    settings.ticker().now());
            HostAttempt attempt = new HostAttempt(host, registry, call, content, range, turn);
            Outcome outcome = attempt.run();
            if (attempt.asked()) {
                tries++;
            }
            challenged = outcome instanceof Outcome.AskAgain;
            // A switch over types is linked at its first use, which a command of one request would wait for.
            if (outcome instanceof Outcome.Answer answer) {
                return answer;
            }
            if (outcome instanceof Outcome.AskAgain again) {
                askAgain(again);
            } else {
                react(host, (Outcome.Failed) outcome);
            }
        }
        throw exhausted();
    }

    private void askAgain(Outcome.AskAgain again) throws RegistryException {
        last = again.error();
        if (!content.map(c -> c.source().reopenable()).orElse(true)) {
            throw again.error();
        }
    }

    private void react(HostState host, Outcome.Failed failed) throws RegistryException {
        last = failed.error();
        boolean drop = call.rules().ignoreErrors() || failed.reaction() != Outcome.Reaction.RETRY;
        boolean silent = !broken && failed.error().kind().isA(ErrorKind.STALLED);
        if (!drop && silent && ++silences >= MAX_SILENCES) {
            drop = true;
            gaveUp = true;
        }
        if (!drop && host.backoff().exhausted(call.target().repository())) {
            drop = true;
            gaveUp = true;
        }
        gaveUp |= failed.reaction() == Outcome.Reaction.GIVE_UP;
        failures.put(host, failed.error());
        String reaction = drop ? "request failed, host is given up" : "request failed, retrying";
        log.failed(
                VisibleText.withoutLogin(host.config().name()), failed.error().getMessage(), reaction);
        moveOn(drop);
        if (!candidates.isEmpty() && !content.map(c -> c.source().repeatable()).orElse(true)) {
            throw failed.error(); // the content cannot be sent again: the reason counts, not that fact (RB-10)
        }
    }

    private void moveOn(boolean drop) {
        if (drop) {
            candidates.remove(current);
        } else {
            current++;
        }
        current = current >= candidates.size() ? 0 : current;
    }

    private RegistryException tooManyTries() {
        RegistryException cause = lastError();
        String message = "request failed: retry limit exceeded after " + tries + " tries: "
                + cause.getMessage().replaceFirst("^request failed: ", "");
        return RegistryException.ofStatus(
                ErrorKind.RETRY_LIMIT_EXCEEDED, cause.httpStatus().orElse(0), message, cause);
    }

    private RegistryException exhausted() {
        RegistryException error = lastError();
        if (!gaveUp) {
            return error;
        }
        RegistryException cause =
                RegistryException.of(ErrorKind.BACKOFF_LIMIT, "no host answered after " + tries + " tries", error);
        String message = tries > 1 ? error.getMessage() + ", " + tries + " tries" : error.getMessage();
        return RegistryException.ofStatus(error.kind(), error.httpStatus().orElse(0), message, cause);
    }

    private RegistryException lastError() {
        RegistryException known = last;
        return known != null
                ? known
                : RegistryException.of(ErrorKind.ALL_REQUESTS_FAILED, "request failed: no host to ask");
    }
}

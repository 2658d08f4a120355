// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.net.ExchangeFailure;
import io.regclient.http.net.RequestErrors;
import io.regclient.stream.BulkInputStream;
import io.regclient.throttle.Permit;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The content of an answer as one stream: when a connection breaks off or stalls, the rest is asked for with a Range
 * request (contract RS-1 to RS-4). Used by one thread at a time.
 */
final class ResumingBody extends BulkInputStream {
    /** A shorter rest is read instead of dropping the connection. */
    private static final long DRAIN = 64 << 10;

    private final RequestLoop loop;
    private boolean resumable;
    private final OptionalLong total;
    private final String firstHost;
    private final Optional<String> etag;
    private Outcome.Answer answer;
    private long have;
    private boolean ended;
    private boolean failed;
    private boolean broke;
    private boolean closed;

    /**
     * The content of a call's first answer.
     *
     * @param total length of the content in bytes, empty when unknown
     */
    ResumingBody(RequestLoop loop, Outcome.Answer answer, HttpCall call, OptionalLong total) {
        this.loop = loop;
        this.answer = answer;
        this.total = total;
        this.firstHost = answer.host().config().name();
        this.etag = ResumeRange.strongTag(answer.exchange().response());
        boolean ownRange = call.headers().stream().anyMatch(h -> h.getKey().equalsIgnoreCase("Range"));
        this.resumable = call.method().equals("GET") && total.isPresent() && !ownRange;
        this.ended = call.method().equals("HEAD");
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (closed) {
            throw new IOException("the answer is closed");
        }
        while (!ended && length > 0) {
            try {
                int count = answer.exchange().read(buffer, offset, length);
                if (count >= 0) {
                    have += count;
                    return count;
                }
                ended = !resumable || have >= total.getAsLong();
                if (!ended) {
                    resume(broken(ErrorKind.SHORT_READ, "", Optional.empty()));
                }
            } catch (RegistryException e) {
                failed = true;
                throw e;
            } catch (ExchangeFailure e) {
                resume(broken(kind(e), ": " + words(e), Optional.of(e)));
            }
        }
        return length == 0 ? 0 : -1;
    }

    private void resume(RegistryException broken) throws IOException {
        failed = true;
        if (!resumable) {
            broke = true;
            answer.abort();
            throw broken;
        }
        try {
            ResumeRange rest = new ResumeRange(have, total.getAsLong(), firstHost, etag);
            answer = loop.resume(answer, broken, Optional.of(rest));
            failed = false;
        } catch (RegistryException e) {
            if (e.is(ErrorKind.CANCELED)) {
                throw e;
            }
            String why = e.getMessage().replaceFirst("^request failed: ", "");
            boolean same = e.getMessage().startsWith(broken.getMessage());
            throw RegistryException.of(
                    broken.kind(), same ? e.getMessage() : broken.getMessage() + "; resume failed: " + why, e);
        }
    }

    /** From now on a connection that breaks is a failure: the caller starts over instead of asking for a range. */
    void readWhole() {
        resumable = false;
    }

    /** True when the connection broke and nothing more comes. */
    boolean broke() {
        return broke;
    }

    private RegistryException broken(ErrorKind kind, String words, Optional<IOException> cause) {
        String length = total.isPresent() ? " of " + total.getAsLong() : "";
        String what = "content ended after " + have + length + " bytes" + words;
        String request = RequestErrors.describe(answer.exchange().response().request());
        return cause.map(c -> RequestErrors.of(kind, what, request, c))
                .orElseGet(() -> RequestErrors.of(kind, what, request));
    }

    /** A connection that just ends is a short content; resets and stalls keep their kind. */
    private static ErrorKind kind(ExchangeFailure e) {
        Throwable cause = e.error().getCause();
        boolean end = cause instanceof EOFException || cause instanceof ProtocolException;
        return end ? ErrorKind.SHORT_READ : e.error().kind();
    }

    /** The words of the connection's failure without the parts that are said anyway. */
    private static String words(ExchangeFailure e) {
        String text = e.error().getMessage().replaceFirst("^request failed: ", "");
        int request = text.lastIndexOf(" (");
        return request < 0 ? text : text.substring(0, request);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean much = total.isEmpty() || total.getAsLong() - have > DRAIN;
        try (Permit _ = answer.permit()) {
            if (failed || (!ended && much)) {
                answer.exchange().abort();
            } else {
                answer.exchange().close();
            }
        }
        if (!failed) {
            answer.host().backoff().succeeded(answer.turn());
        }
    }
}

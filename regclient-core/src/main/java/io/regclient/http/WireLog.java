// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.http.net.Redaction;
import io.regclient.http.net.WireRequest;
import io.regclient.time.GoDuration;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okhttp3.Headers;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests and retry decisions in the log: one line each at debug, with headers at trace, without secrets (ER-2). When
 * it is switched off the log back end is never touched, which saves its start.
 */
final class WireLog {
    private final boolean enabled;

    WireLog(boolean enabled) {
        this.enabled = enabled;
    }

    /** Holds the logger, so that it is made when the first line may be written. */
    private static final class Lines {
        private static final Logger LOG = LoggerFactory.getLogger("io.regclient.http.wire");
    }

    void sent(WireRequest request) {
        if (enabled && Lines.LOG.isTraceEnabled()) {
            Lines.LOG
                    .atTrace()
                    .addKeyValue("req-method", request.method())
                    .addKeyValue("req-url", Redaction.text(request.url().toString()))
                    .addKeyValue("req-headers", shown(request.headers()))
                    .log("reg http request");
        }
    }

    void received(WireRequest request, Response response, long nanos) {
        if (!enabled || !Lines.LOG.isDebugEnabled()) {
            return;
        }
        var line = (Lines.LOG.isTraceEnabled() ? Lines.LOG.atTrace() : Lines.LOG.atDebug())
                .addKeyValue("req-method", request.method())
                .addKeyValue("req-url", Redaction.text(request.url().toString()))
                .addKeyValue("resp-status", response.code())
                .addKeyValue("duration", GoDuration.format(Duration.ofNanos(nanos)));
        if (Lines.LOG.isTraceEnabled()) {
            line = line.addKeyValue("resp-headers", shown(response.headers()));
        }
        line.log("reg http response");
    }

    void failed(String host, String error, String reaction) {
        if (enabled && Lines.LOG.isDebugEnabled()) {
            Lines.LOG
                    .atDebug()
                    .addKeyValue("host", host)
                    .addKeyValue("err", error)
                    .log(reaction);
        }
    }

    static Map<String, List<String>> shown(Headers headers) {
        Map<String, List<String>> shown = new LinkedHashMap<>();
        for (String name : headers.names()) {
            shown.put(
                    name,
                    headers.values(name).stream()
                            .map(v -> Redaction.header(name, v))
                            .toList());
        }
        return shown;
    }
}

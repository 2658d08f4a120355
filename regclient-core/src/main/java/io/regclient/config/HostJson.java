// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import io.regclient.time.GoDuration;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The JSON form of host settings: regctl's configuration file (regctl 3.7). */
final class HostJson {
    private HostJson() {}

    static HostConfig read(String name, JsonObject anyCase) throws RegistryException {
        JsonObject json = anyCase.ignoringCase();
        return HostConfig.builder(name)
                .tls(tls(json))
                .regcert(json.string("regcert"))
                .clientCert(json.string("clientCert"))
                .clientKey(json.string("clientKey"))
                .hostname(json.string("hostname"))
                .user(json.string("user"))
                .pass(json.string("pass"))
                .token(json.string("token"))
                .credHelper(json.string("credHelper"))
                .credExpire(duration(json, "credExpire"))
                .credHost(json.string("credHost"))
                .pathPrefix(json.string("pathPrefix"))
                .mirrors(json.strings("mirrors"))
                .priority(priority(json))
                .repoAuth(json.bool("repoAuth"))
                .api(json.string("api"))
                .apiOpts(json.stringMap("apiOpts"))
                .blobChunk(json.integer("blobChunk", 0))
                .blobMax(json.integer("blobMax", 0))
                .reqPerSec(json.decimal("reqPerSec", 0))
                .reqConcurrent(Math.clamp(json.integer("reqConcurrent", 0), 0, Integer.MAX_VALUE))
                .scheme(json.string("scheme"))
                .build();
    }

    static Map<String, Object> tree(HostConfig host) {
        Map<String, Object> tree = new LinkedHashMap<>();
        text(tree, "tls", host.tls().text());
        text(tree, "regcert", host.regcert());
        text(tree, "clientCert", host.clientCert());
        text(tree, "clientKey", host.clientKey());
        text(tree, "hostname", host.hostname());
        text(tree, "user", host.user());
        text(tree, "pass", host.pass());
        text(tree, "token", host.token());
        text(tree, "credHelper", host.credHelper());
        text(tree, "credExpire", host.credExpire().isZero() ? "" : GoDuration.format(host.credExpire()));
        text(tree, "credHost", host.credHost());
        text(tree, "pathPrefix", host.pathPrefix());
        if (!host.mirrors().isEmpty()) {
            tree.put("mirrors", host.mirrors());
        }
        number(tree, "priority", host.priority());
        if (host.repoAuth()) {
            tree.put("repoAuth", true);
        }
        text(tree, "api", host.api());
        if (!host.apiOpts().isEmpty()) {
            tree.put("apiOpts", Json.sorted(host.apiOpts()));
        }
        number(tree, "blobChunk", host.blobChunk());
        number(tree, "blobMax", host.blobMax());
        if (host.reqPerSec() != 0) {
            tree.put("reqPerSec", host.reqPerSec());
        }
        number(tree, "reqConcurrent", host.reqConcurrent());
        text(tree, "scheme", host.scheme());
        return tree;
    }

    private static void text(Map<String, Object> tree, String key, String value) {
        if (!value.isEmpty()) {
            tree.put(key, value);
        }
    }

    private static void number(Map<String, Object> tree, String key, long value) {
        if (value != 0) {
            tree.put(key, value);
        }
    }

    private static TlsMode tls(JsonObject json) throws RegistryException {
        try {
            return TlsMode.parse(json.string("tls"));
        } catch (RegistryException e) {
            throw e.withContext(json.where());
        }
    }

    /** A Go duration text, or a number of nanoseconds. */
    private static Duration duration(JsonObject json, String key) throws RegistryException {
        if (json.tree().get(key) instanceof Long nanos) {
            return Duration.ofNanos(nanos);
        }
        Optional<String> text = json.optionalString(key).filter(t -> !t.isEmpty());
        try {
            return text.map(GoDuration::parse).orElse(Duration.ZERO);
        } catch (IllegalArgumentException e) {
            throw json.invalid(key, RegistryException.describe(e));
        }
    }

    private static int priority(JsonObject json) throws RegistryException {
        long value = json.integer("priority", 0);
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw json.invalid("priority", value + " is out of range");
        }
        return (int) value;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import io.regclient.json.JsonStyle;
import io.regclient.json.JsonWriter;
import io.regclient.time.GoDuration;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** One layer of settings over another (contract HC-4, HC-5). */
final class HostMerge {
    private final HostConfig old;
    private final HostConfig newer;
    private final Consumer<ConfigWarning> warnings;
    private final HostConfigBuilder result;

    HostMerge(HostConfig old, HostConfig newer, Consumer<ConfigWarning> warnings) {
        this.old = old;
        this.newer = newer;
        this.warnings = warnings;
        this.result = old.toBuilder();
    }

    HostConfig merge() {
        login();
        connection();
        limits();
        deprecated();
        return result.build();
    }

    private void login() {
        boolean newLogin = !newer.user().isEmpty()
                || !newer.pass().isEmpty()
                || !newer.token().isEmpty();
        if (newer.credHelper().isEmpty() && newLogin) {
            result.credHelper("").credExpire(Duration.ZERO);
        }
        // a user beside a helper only says whose login the helper has: an older password is not that user's
        if (!newer.credHelper().isEmpty()
                && newer.pass().isEmpty()
                && newer.token().isEmpty()) {
            result.user("").pass("").token("");
        }
        text("login user", old.user(), newer.user(), HostConfigBuilder::user);
        secret("login password", old.pass(), newer.pass(), HostConfigBuilder::pass);
        secret("login token", old.token(), newer.token(), HostConfigBuilder::token);
        text("credential helper", old.credHelper(), newer.credHelper(), HostConfigBuilder::credHelper);
        if (!newer.credExpire().isZero()) {
            value(
                    "credential expire",
                    old.credExpire(),
                    newer.credExpire(),
                    !old.credExpire().isZero(),
                    HostConfigBuilder::credExpire);
        }
        text("credential host", old.credHost(), newer.credHost(), HostConfigBuilder::credHost);
        if (newer.repoAuth()) {
            result.repoAuth(true);
        }
    }

    private void connection() {
        if (newer.tls() != TlsMode.UNDEFINED) {
            if (old.tls() != TlsMode.UNDEFINED && old.tls() != newer.tls()) {
                warn("TLS settings", old.tls().text(), newer.tls().text());
            }
            result.tls(newer.tls());
        }
        text("certificate settings", old.regcert(), newer.regcert(), HostConfigBuilder::regcert);
        text("client certificate settings", old.clientCert(), newer.clientCert(), HostConfigBuilder::clientCert);
        secret("client certificate key settings", old.clientKey(), newer.clientKey(), HostConfigBuilder::clientKey);
        text("hostname settings", old.hostname(), newer.hostname(), HostConfigBuilder::hostname);
        String prefix = trimSlashes(newer.pathPrefix());
        text("path prefix settings", old.pathPrefix(), prefix, HostConfigBuilder::pathPrefix);
        List<String> mirrors = newer.mirrors();
        if (!mirrors.isEmpty()) {
            value("mirror settings", old.mirrors(), mirrors, !old.mirrors().isEmpty(), HostConfigBuilder::mirrors);
        }
        options();
    }

    private void options() {
        Map<String, String> merged = new HashMap<>(old.apiOpts());
        newer.apiOpts().forEach((key, value) -> {
            String before = merged.put(key, value);
            if (before != null && !before.equals(value)) {
                warnings.accept(ConfigWarning.of(
                        "Changing APIOpts setting for registry",
                        "orig",
                        before,
                        "new",
                        value,
                        "opt",
                        key,
                        "host",
                        old.name()));
            }
        });
        result.apiOpts(merged);
    }

    private void limits() {
        if (newer.priority() != 0) {
            value(
                    "priority settings",
                    old.priority(),
                    newer.priority(),
                    old.priority() != 0,
                    HostConfigBuilder::priority);
        }
        if (newer.blobChunk() > 0) {
            value(
                    "blobChunk settings",
                    old.blobChunk(),
                    newer.blobChunk(),
                    old.blobChunk() != 0,
                    HostConfigBuilder::blobChunk);
        }
        if (newer.blobMax() != 0) {
            value("blobMax settings", old.blobMax(), newer.blobMax(), old.blobMax() != 0, HostConfigBuilder::blobMax);
        }
        if (newer.reqPerSec() != 0) {
            value(
                    "reqPerSec settings",
                    old.reqPerSec(),
                    newer.reqPerSec(),
                    old.reqPerSec() != 0,
                    HostConfigBuilder::reqPerSec);
        }
        if (newer.reqConcurrent() > 0) {
            value(
                    "reqConcurrent settings",
                    old.reqConcurrent(),
                    newer.reqConcurrent(),
                    old.reqConcurrent() != 0,
                    HostConfigBuilder::reqConcurrent);
        }
    }

    private void deprecated() {
        if (!newer.api().isEmpty()) {
            warnings.accept(ConfigWarning.of("API field has been deprecated", "api", newer.api(), "host", old.name()));
            result.api(newer.api());
        }
        if (!newer.scheme().isEmpty()) {
            warnings.accept(ConfigWarning.of("Scheme is deprecated, for http set TLS to disabled", "name", old.name()));
            result.scheme(newer.scheme());
        }
    }

    private void text(String what, String before, String after, BiConsumer<HostConfigBuilder, String> set) {
        if (!after.isEmpty()) {
            value(what, before, after, !before.isEmpty(), set);
        }
    }

    private void secret(String what, String before, String after, BiConsumer<HostConfigBuilder, String> set) {
        if (after.isEmpty()) {
            return;
        }
        if (!before.isEmpty() && !before.equals(after)) {
            warnings.accept(ConfigWarning.of("Changing " + what + " for registry", "host", old.name()));
        }
        set.accept(result, after);
    }

    private <T> void value(String what, T before, T after, boolean wasSet, BiConsumer<HostConfigBuilder, T> set) {
        if (wasSet && !Objects.equals(before, after)) {
            warn(what, shown(before), shown(after));
        }
        set.accept(result, after);
    }

    private void warn(String what, String before, String after) {
        warnings.accept(ConfigWarning.of(
                "Changing " + what + " for registry", "orig", before, "new", after, "host", old.name()));
    }

    private static String shown(Object value) {
        return switch (value) {
            case Duration duration -> GoDuration.format(duration);
            case Double number -> JsonWriter.write(number, JsonStyle.COMPACT);
            default -> value.toString();
        };
    }

    private static String trimSlashes(String prefix) {
        int start = 0;
        int end = prefix.length();
        while (start < end && prefix.charAt(start) == '/') {
            start++;
        }
        while (end > start && prefix.charAt(end - 1) == '/') {
            end--;
        }
        return prefix.substring(start, end);
    }
}

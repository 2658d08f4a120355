// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import io.regclient.http.HttpCall;
import io.regclient.http.HttpReply;
import io.regclient.json.JsonWriter;
import io.regclient.model.RepoList;
import io.regclient.ref.RegistryRef;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.PingResult;
import io.regclient.scheme.registry.wire.Attempt;
import io.regclient.scheme.registry.wire.Wire;
import io.regclient.throttle.Work;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a registry tells about itself: its repositories and that it is there (contract TG-9, TG-10). */
final class RepoApi {
    private static final String NAMES = "repositories";

    private final Wire wire;

    RepoApi(Wire wire) {
        this.wire = wire;
    }

    /** One page of the catalog; further pages are asked for by name (TG-9). */
    RepoList list(String registry, ListOptions options) throws IOException {
        RegistryRef place = RegistryRef.ofRegistry(registry);
        return Attempt.of(what(registry), () -> {
            try (HttpReply reply = wire.send(first(place, options), Wire.OK)) {
                return page(reply, new PageWalk(PageWalk.MAX_TOTAL_BYTES));
            }
        });
    }

    /** All pages, of the length that is asked for; the body is one that has all their names. */
    RepoList listAll(String registry, ListOptions options) throws IOException {
        RegistryRef place = RegistryRef.ofRegistry(registry);
        return Attempt.of(what(registry), () -> {
            PageWalk walk = new PageWalk(PageWalk.MAX_TOTAL_BYTES);
            Set<String> names = new LinkedHashSet<>();
            Map<String, List<String>> headers = Map.of();
            Optional<HttpCall> call = Optional.of(first(place, options));
            while (call.isPresent()) {
                try (HttpReply reply = wire.send(call.get(), Wire.OK)) {
                    RepoList page = page(reply, walk);
                    headers = page.headers();
                    boolean repeated = !page.repositories().isEmpty() && names.containsAll(page.repositories());
                    names.addAll(page.repositories());
                    // a registry that repeats itself ends the list, like that of tags (TG-3)
                    call = repeated ? Optional.empty() : walk.next(reply).map(url -> follow(place, reply, url));
                }
            }
            List<String> all = List.copyOf(names);
            return new RepoList(all, JsonWriter.compact(Map.of(NAMES, all)), headers, false);
        });
    }

    private static String what(String registry) {
        return "failed to list repositories for " + registry;
    }

    private static HttpCall first(RegistryRef place, ListOptions options) {
        HttpCall.Builder call = Wire.call("GET", place, "_catalog");
        TagApi.addPaging(call, options);
        return catalog(call);
    }

    private static HttpCall follow(RegistryRef place, HttpReply reply, String url) {
        return catalog(HttpCall.builder("GET", reply.host(), place.repository(), "_catalog")
                .directUrl(url));
    }

    private static HttpCall catalog(HttpCall.Builder call) {
        return call.header("Accept", "application/json")
                .skipMirrors()
                .work(Work.Kind.QUERY, 0)
                .build();
    }

    private static RepoList page(HttpReply reply, PageWalk walk) throws IOException {
        TagApi.requireJson(reply);
        byte[] body = walk.read(reply);
        return new RepoList(
                ListBody.read(body, "catalog", NAMES).strings(NAMES),
                body,
                reply.headers(),
                LinkHeader.next(reply.headerLines("Link")).isPresent());
    }

    /** Asks for the API's root, login included (TG-10). */
    PingResult ping(String registry) throws IOException {
        RegistryRef place = RegistryRef.ofRegistry(registry);
        return Attempt.of("failed to ping registry " + registry, () -> {
            HttpCall.Builder call = Wire.call("GET", place, "");
            call.skipMirrors().work(Work.Kind.QUERY, 0);
            try (HttpReply reply = wire.send(call.build(), Wire.OK)) {
                return new PingResult(reply.headers());
            }
        });
    }
}

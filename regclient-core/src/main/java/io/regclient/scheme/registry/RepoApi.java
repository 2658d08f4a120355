// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import io.regclient.http.HttpCall;
import io.regclient.http.HttpReply;
import io.regclient.model.RepoList;
import io.regclient.ref.RegistryRef;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.PingResult;
import io.regclient.scheme.registry.wire.Attempt;
import io.regclient.scheme.registry.wire.Wire;
import io.regclient.throttle.Work;
import java.io.IOException;

/** What a registry tells about itself: its repositories and that it is there (contract TG-9, TG-10). */
final class RepoApi {
    private final Wire wire;

    RepoApi(Wire wire) {
        this.wire = wire;
    }

    /** One page of the catalog; further pages are asked for by name (TG-9). */
    RepoList list(String registry, ListOptions options) throws IOException {
        RegistryRef place = RegistryRef.ofRegistry(registry);
        return Attempt.of("failed to list repositories for " + registry, () -> {
            HttpCall.Builder call = Wire.call("GET", place, "_catalog");
            TagApi.addPaging(call, options);
            call.header("Accept", "application/json").skipMirrors().work(Work.Kind.QUERY, 0);
            try (HttpReply reply = wire.send(call.build(), Wire.OK)) {
                TagApi.requireJson(reply);
                byte[] body = new PageWalk(PageWalk.MAX_TOTAL_BYTES).read(reply);
                return new RepoList(
                        ListBody.read(body, "catalog", "repositories").strings("repositories"),
                        body,
                        reply.headers(),
                        LinkHeader.next(reply.headerLines("Link")).isPresent());
            }
        });
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

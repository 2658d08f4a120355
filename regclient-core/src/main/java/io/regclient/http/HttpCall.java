// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.observe.RequestKind;
import io.regclient.stream.BlobSource;
import io.regclient.throttle.Work;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One request to a registry, before a host is chosen (contract section 6).
 *
 * @param method GET, HEAD, POST, PUT, PATCH or DELETE
 * @param target what is asked for
 * @param headers header lines in order, names may repeat
 * @param body content to send; without one a method that must have content sends Content-Length: 0
 * @param expectedLength length the answer must have (RB-11), for resume and checks
 * @param rules who may answer, and what happens when nobody does
 * @param work what the request's slot is used for (CO-4)
 */
public record HttpCall(
        String method,
        Target target,
        List<Map.Entry<String, String>> headers,
        Optional<Body> body,
        OptionalLong expectedLength,
        Rules rules,
        Work work) {

    public HttpCall {
        headers = List.copyOf(headers);
    }

    /**
     * What is asked for.
     *
     * @param registry configured name of the registry, for example {@code docker.io}
     * @param repository repository, empty for {@code _catalog} and ping
     * @param path what follows the repository, for example {@code manifests/latest}; empty for ping
     * @param query query parameters in order
     * @param directUrl absolute URL used as it is, query untouched (MI-1, BL-9)
     */
    public record Target(
            String registry,
            String repository,
            String path,
            List<Map.Entry<String, String>> query,
            Optional<String> directUrl) {
        public Target {
            query = List.copyOf(query);
        }
    }

    /**
     * Content to send.
     *
     * @param source opened for every try
     * @param length in bytes, -1 when unknown
     * @param once content of which some may have arrived is not sent again, except for a missing login (AU-14): a
     *     registry would take the repetition for what follows
     */
    public record Body(BlobSource source, long length, boolean once) {}

    /**
     * Who may answer, and what happens when nobody does.
     *
     * @param skipMirrors only the registry itself may answer (MI-3)
     * @param ignoreErrors failures set no back-off and are not retried (RB-9)
     * @param brief the answer would only save other requests: it is waited for seconds, and says nothing of the host
     * @param accepted statuses besides 2xx that are returned as an answer instead of thrown
     * @param extraScopes further authentication scopes, for example {@code repository:from:pull} of a mount (AU-18)
     * @param external a URL outside the registry: guarded against local addresses, no credentials (BL-2, RD-4)
     * @param passedOver names of mirrors that are not asked, because their answer made no sense (MI-5)
     */
    public record Rules(
            boolean skipMirrors,
            boolean ignoreErrors,
            boolean brief,
            Set<Integer> accepted,
            List<String> extraScopes,
            boolean external,
            Set<String> passedOver) {
        public Rules {
            accepted = Set.copyOf(accepted);
            extraScopes = List.copyOf(extraScopes);
            passedOver = Set.copyOf(passedOver);
        }
    }

    /** The same call to the other hosts that may answer it. */
    public HttpCall passingOver(String mirror) {
        Set<String> hosts = new HashSet<>(rules.passedOver);
        hosts.add(mirror);
        Rules others = new Rules(
                rules.skipMirrors,
                rules.ignoreErrors,
                rules.brief,
                rules.accepted,
                rules.extraScopes,
                rules.external,
                hosts);
        return new HttpCall(method, target, headers, body, expectedLength, others, work);
    }

    /** Method and path, for messages: nothing that may be secret. */
    @Override
    public String toString() {
        return method + " " + target.repository + (target.repository.isEmpty() ? "" : "/") + target.path;
    }

    /** What the call is about, by its path. */
    RequestKind kind() {
        String path = target.path();
        if (rules.external()) {
            return RequestKind.BLOB;
        }
        if (path.startsWith("manifests/")) {
            return RequestKind.MANIFEST;
        }
        if (path.startsWith("blobs/")) {
            return path.startsWith("blobs/uploads/") ? RequestKind.UPLOAD : RequestKind.BLOB;
        }
        if (path.startsWith("tags/")) {
            return RequestKind.TAGS;
        }
        if (path.startsWith("referrers/")) {
            return RequestKind.REFERRERS;
        }
        return path.isEmpty() ? RequestKind.PING : RequestKind.CATALOG;
    }

    public static Builder builder(String method, String registry, String repository, String path) {
        return new Builder(method, registry, repository, path);
    }

    /** Collects the parts of a call. */
    public static final class Builder {
        private final String method;
        private final String registry;
        private final String repository;
        private final String path;
        private final List<Map.Entry<String, String>> query = new ArrayList<>();
        private final List<Map.Entry<String, String>> headers = new ArrayList<>();
        private Optional<Body> body = Optional.empty();
        private OptionalLong expectedLength = OptionalLong.empty();
        private Optional<String> directUrl = Optional.empty();
        private boolean skipMirrors;
        private boolean ignoreErrors;
        private boolean brief;
        private Set<Integer> accepted = Set.of();
        private List<String> extraScopes = List.of();
        private boolean external;
        private Work work = new Work(Work.Kind.QUERY, 0);

        private Builder(String method, String registry, String repository, String path) {
            this.method = method;
            this.registry = registry;
            this.repository = repository;
            this.path = path;
        }

        public Builder query(String name, String value) {
            query.add(Map.entry(name, value));
            return this;
        }

        public Builder header(String name, String value) {
            headers.add(Map.entry(name, value));
            return this;
        }

        /** Content that is sent again after a failure, when it can be opened again. */
        public Builder body(BlobSource source, long length) {
            body = Optional.of(new Body(source, length, false));
            return this;
        }

        /** Content that is not sent again once some of it may have arrived. */
        public Builder bodyOnce(BlobSource source, long length) {
            body = Optional.of(new Body(source, length, true));
            return this;
        }

        public Builder expectedLength(long length) {
            expectedLength = length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
            return this;
        }

        public Builder directUrl(String url) {
            directUrl = Optional.of(url);
            return this;
        }

        public Builder skipMirrors() {
            skipMirrors = true;
            return this;
        }

        public Builder ignoreErrors() {
            ignoreErrors = true;
            return this;
        }

        /** A question whose answer would only save other requests: tried once, for seconds, without consequences. */
        public Builder brief() {
            brief = true;
            return ignoreErrors();
        }

        public Builder accept(Integer... statuses) {
            accepted = Set.of(statuses);
            return this;
        }

        public Builder extraScope(String scope) {
            extraScopes = List.of(scope);
            return this;
        }

        public Builder external() {
            external = true;
            return this;
        }

        public Builder work(Work.Kind kind, long bytes) {
            work = new Work(kind, Math.max(bytes, 0));
            return this;
        }

        public HttpCall build() {
            return new HttpCall(
                    method,
                    new Target(registry, repository, path, query, directUrl),
                    headers,
                    body,
                    expectedLength,
                    new Rules(skipMirrors, ignoreErrors, brief, accepted, extraScopes, external, Set.of()),
                    work);
        }
    }
}

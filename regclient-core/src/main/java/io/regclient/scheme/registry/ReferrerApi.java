// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.HttpCall;
import io.regclient.http.HttpReply;
import io.regclient.model.Descriptor;
import io.regclient.model.DescriptorFilter;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.model.ReferrerList;
import io.regclient.ref.Ref;
import io.regclient.ref.RegistryRef;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.scheme.ReferrerTag;
import io.regclient.scheme.registry.wire.Attempt;
import io.regclient.scheme.registry.wire.HeaderErrors;
import io.regclient.scheme.registry.wire.Wire;
import io.regclient.throttle.Work;
import io.regclient.time.RecentlyUsed;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/** Referrers by the API of the registry or by the fallback tag (contract section 13). */
final class ReferrerApi {
    /** Answers of registries that do not know the API; others, such as 401 or 500, say nothing about it (RF-3). */
    private static final Set<Integer> API_UNKNOWN = Set.of(400, 404, 405, 406, 415, 501);

    /** What an index may come as; without a type, or as just some JSON, its content decides. */
    private static final Set<String> CONTENT_TYPES = Set.of(MediaType.OCI_INDEX, "", "application/json");

    private static final Pattern COMMA = Pattern.compile(",");

    private final Wire wire;
    private final RecentlyUsed<Ref, ReferrerList> cache;
    private final ApiMemory memory;
    private final ReferrerFallback fallback;

    ReferrerApi(Wire wire, RecentlyUsed<Ref, ReferrerList> cache, ApiMemory memory, ReferrerFallback fallback) {
        this.wire = wire;
        this.cache = cache;
        this.memory = memory;
        this.fallback = fallback;
    }

    /** Lists what refers to the digest of the reference; the filters are applied here in any case (RF-5). */
    ReferrerList list(RegistryRef ref, ReferrerQuery query) throws IOException {
        Digest subject = ref.requireDigest();
        RegistryRef repo = ref.withoutVersion();
        ReferrerList found = Attempt.of(
                "failed to list referrers of " + repo.withDigest(subject).commonName(),
                () -> find(repo, subject, query));
        DescriptorFilter filter = DescriptorFilter.of(
                query.artifactType(), query.annotations(), query.sortAnnotation(), query.sortDescending());
        return new ReferrerList(
                filter.apply(found.descriptors()), found.annotations(), found.fallbackTags(), found.index());
    }

    private ReferrerList find(RegistryRef repo, Digest subject, ReferrerQuery query) throws IOException {
        Optional<ReferrerList> cached = cache.get(repo.withDigest(subject));
        if (cached.isPresent()) {
            return cached.get();
        }
        Optional<String> type = query.artifactType().filter(text -> !text.isEmpty());
        if (memory.isAvailable(repo).orElse(true)) {
            Optional<ReferrerList> listed = fromApi(repo, subject, type);
            if (listed.isPresent()) {
                if (type.isEmpty()) {
                    remember(repo, subject, listed.get());
                }
                return listed.get();
            }
        }
        ReferrerList listed = fallback.list(repo, subject);
        remember(repo, subject, listed);
        return listed;
    }

    /** Larger lists are not kept, as with manifests. */
    private void remember(RegistryRef repo, Digest subject, ReferrerList list) {
        if (list.index().raw().length <= ManifestApi.MAX_CACHED_BYTES) {
            cache.put(repo.withDigest(subject), list);
        }
    }

    /** Keeps the list of a stored manifest's subject right, unless the registry does so (MF-16, RF-6). */
    void added(RegistryRef ref, Manifest manifest, boolean listedByRegistry) throws IOException {
        Optional<Digest> subject = subject(manifest);
        if (subject.isEmpty()) {
            return;
        }
        RegistryRef repo = ref.withoutVersion();
        cache.remove(repo.withDigest(subject.get()));
        if (!listedByRegistry) {
            Attempt.to(
                    "failed to update the referrers of " + subject.get(),
                    () -> fallback.add(repo, subject.get(), ReferrerTag.entry(manifest)));
            cache.remove(repo.withDigest(subject.get()));
        }
    }

    /** Takes a manifest that is about to be deleted out of the list of its subject (RF-8). */
    void removing(RegistryRef ref, Manifest manifest) throws IOException {
        Optional<Digest> subject = subject(manifest);
        if (subject.isEmpty()) {
            return;
        }
        RegistryRef repo = ref.withoutVersion();
        cache.remove(repo.withDigest(subject.get()));
        Attempt.to("failed to update the referrers of " + subject.get(), () -> {
            if (!isAvailable(repo, subject.get())) {
                fallback.remove(repo, subject.get(), ref.requireDigest());
            }
        });
        cache.remove(repo.withDigest(subject.get()));
    }

    /** The subject, for the kinds of manifests that have one (MF-23). */
    private static Optional<Digest> subject(Manifest manifest) {
        return MediaType.isDocker(manifest.mediaType())
                ? Optional.empty()
                : manifest.subject().flatMap(Descriptor::digest);
    }

    private boolean isAvailable(RegistryRef repo, Digest subject) throws IOException {
        Optional<Boolean> known = memory.isAvailable(repo);
        return known.isPresent()
                ? known.get()
                : fromApi(repo, subject, Optional.empty()).isPresent();
    }

    /** All pages of the API; empty when the registry does not have it. */
    private Optional<ReferrerList> fromApi(RegistryRef repo, Digest subject, Optional<String> type) throws IOException {
        HttpCall.Builder first = Wire.call("GET", repo, "referrers/" + subject);
        type.ifPresent(text -> first.query("artifactType", text));
        Pages pages = new Pages(type.isPresent());
        Optional<HttpCall> next;
        try {
            next = read(pages, repo, call(first));
        } catch (RegistryException e) {
            if (!saysApiIsUnknown(e)) {
                throw e;
            }
            if (e.kind() == ErrorKind.UNSUPPORTED_MEDIA_TYPE) {
                LoggerFactory.getLogger(ReferrerApi.class)
                        .atWarn()
                        .addKeyValue("repo", repo.commonName())
                        .addKeyValue("err", e.getMessage())
                        .log("Referrers API answers something else, taking the registry as one without it");
            }
            memory.remember(repo, false);
            return Optional.empty();
        }
        memory.remember(repo, true);
        while (next.isPresent()) {
            next = read(pages, repo, next.get());
        }
        return Optional.of(pages.merged());
    }

    private static boolean saysApiIsUnknown(RegistryException e) {
        return e.kind() == ErrorKind.UNSUPPORTED_MEDIA_TYPE
                || API_UNKNOWN.contains(e.httpStatus().orElse(0));
    }

    private Optional<HttpCall> read(Pages pages, RegistryRef repo, HttpCall call) throws IOException {
        return wire.read(
                repo,
                call,
                reply -> pages.add(reply)
                        .map(url -> call(HttpCall.builder("GET", reply.host(), repo.repository(), "referrers/")
                                .directUrl(url)
                                .skipMirrors())));
    }

    private static HttpCall call(HttpCall.Builder call) {
        return call.header("Accept", MediaType.OCI_INDEX)
                .work(Work.Kind.QUERY, 0)
                .build();
    }

    /** The pages read so far, entries folded by digest. */
    private static final class Pages {
        private final PageWalk walk = new PageWalk(Manifest.MAX_PULL_BYTES);
        private final boolean byType;
        private final Map<Object, Descriptor> entries = new LinkedHashMap<>();
        private Optional<IndexManifest> first = Optional.empty();
        private int count;

        /**
         * Pages of one list.
         *
         * @param byType the registry was asked for one artifact type only
         */
        Pages(boolean byType) {
            this.byType = byType;
        }

        /** A list of which the registry left out more than was asked for is not the list (RF-5). */
        private void requireUnfiltered(HttpReply reply) throws RegistryException {
            for (String line : reply.headerLines("OCI-Filters-Applied")) {
                for (String filter : COMMA.splitAsStream(line).toList()) {
                    String name = filter.replace("\"", "").strip();
                    if (!name.isEmpty() && !(byType && name.equalsIgnoreCase("artifactType"))) {
                        throw RegistryException.of(
                                ErrorKind.MISMATCH,
                                "the registry applied a filter that was not asked for, OCI-Filters-Applied: "
                                        + HeaderErrors.shown(line));
                    }
                }
            }
        }

        /** Takes a page and gives the URL of the next one; a page that makes no sense leaves nothing behind. */
        Optional<String> add(HttpReply reply) throws IOException {
            String header = reply.header("Content-Type").orElse("");
            if (!CONTENT_TYPES.contains(MediaType.base(header))) {
                throw RegistryException.of(
                        ErrorKind.UNSUPPORTED_MEDIA_TYPE,
                        "unsupported media type \"" + header + "\", referrers are expected as " + MediaType.OCI_INDEX);
            }
            requireUnfiltered(reply);
            byte[] body = walk.read(reply);
            IndexManifest page = Manifest.parse(MediaType.OCI_INDEX, Optional.empty(), body)
                    .withHeaders(reply.headers())
                    .asIndex();
            page.requireDigests("the referrers list");
            if (page.manifests().isEmpty()) {
                ListBody.read(body, "referrers list", "manifests");
            }
            Optional<String> next = walk.next(reply);
            page.manifests()
                    .forEach(entry -> entries.putIfAbsent(
                            entry.digest().<Object>map(d -> d).orElse(entry), entry));
            first = first.isPresent() ? first : Optional.of(page);
            count++;
            return next;
        }

        ReferrerList merged() {
            IndexManifest page = first.orElseThrow();
            List<Descriptor> all = List.copyOf(entries.values());
            IndexManifest index = count == 1 ? page : page.withManifests(all).withHeaders(page.headers());
            return new ReferrerList(all, page.annotations(), List.of(), index);
        }
    }
}

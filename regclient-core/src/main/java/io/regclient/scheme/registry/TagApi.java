// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.HttpCall;
import io.regclient.http.HttpReply;
import io.regclient.json.JsonObject;
import io.regclient.model.ListedManifest;
import io.regclient.model.MediaType;
import io.regclient.model.TagList;
import io.regclient.ref.RegistryRef;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.registry.wire.Attempt;
import io.regclient.scheme.registry.wire.Wire;
import io.regclient.throttle.Work;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tag lists (contract TG-1 to TG-6). */
final class TagApi {
    private static final String JSON = "application/json";
    private static final Set<String> CONTENT_TYPES = Set.of(JSON, "text/plain");

    /** Bytes of an answer that nobody wants which cost less than a new connection. */
    private static final int SHORT = 8 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(TagApi.class);

    private final Wire wire;
    private final ApiMemory questions;

    /**
     * Tag lists.
     *
     * @param questions remembers registries that let {@link #isUnknown} wait in vain
     */
    TagApi(Wire wire, ApiMemory questions) {
        this.wire = wire;
        this.questions = questions;
    }

    /** Asks the registry itself, once and briefly; of an answer with tags only a short one is read, for its connection. */
    boolean isUnknown(RegistryRef repo) throws IOException {
        RegistryRef registry = RegistryRef.ofRegistry(repo.registry());
        if (!questions.isAvailable(registry).orElse(true)) {
            return false;
        }
        HttpCall.Builder call = Wire.call("GET", repo, "tags/list").query("n", "1");
        try (HttpReply reply = wire.send(list(call.skipMirrors().brief()))) {
            reply.body().readNBytes(SHORT);
            return false;
        } catch (RegistryException e) {
            if (e.is(ErrorKind.CANCELED)) {
                throw e;
            }
            if (e.kind().isA(ErrorKind.STALLED)) {
                questions.remember(registry, false);
            }
            boolean unknown = e.is(ErrorKind.REPOSITORY_UNKNOWN);
            if (!unknown) {
                LOG.debug("repository {} counts as one that is there: {}", repo.commonName(), e.getMessage());
            }
            return unknown;
        }
    }

    /** All pages, or with a limit so many that the limit is reached; the list is not cut to it (TG-2). */
    TagList list(RegistryRef repo, ListOptions options) throws IOException {
        return Attempt.of("failed to list tags for " + repo.commonName(), () -> pages(repo, options));
    }

    private TagList pages(RegistryRef repo, ListOptions options) throws IOException {
        HttpCall.Builder first = Wire.call("GET", repo, "tags/list");
        addPaging(first, options);
        Optional<HttpCall> call = Optional.of(list(first));
        Tags found = new Tags(repo, options.limit());
        while (call.isPresent()) {
            call = wire.read(repo, call.get(), found::add);
        }
        return found.list();
    }

    /** The tags of all pages in the registry's order. */
    private static final class Tags {
        private final RegistryRef repo;
        private final OptionalInt limit;
        private final PageWalk walk = new PageWalk(PageWalk.MAX_TOTAL_BYTES);
        private Optional<Page> previous = Optional.empty();
        private boolean more;
        private final List<String> inOrder = new ArrayList<>();
        private final Set<String> known = new HashSet<>();
        private final Set<String> children = new LinkedHashSet<>();
        private final Map<String, ListedManifest> manifests = new LinkedHashMap<>();

        Tags(RegistryRef repo, OptionalInt limit) {
            this.repo = repo;
            this.limit = limit;
        }

        /** Takes a page and gives the request for the next one; a page that makes no sense leaves nothing behind. */
        Optional<HttpCall> add(HttpReply reply) throws IOException {
            Page page = Page.read(reply, walk);
            if (previous.isPresent()) {
                page.requireSameList(previous.get());
            }
            boolean repeated = isRepeated(page);
            boolean enough = limit.isPresent() && inOrder.size() + page.tags.size() >= limit.getAsInt();
            more = enough && LinkHeader.next(reply.headerLines("Link")).isPresent();
            Optional<HttpCall> next =
                    enough || repeated ? Optional.empty() : walk.next(reply).map(url -> follow(repo, reply, url));
            previous = Optional.of(page);
            children.addAll(page.children);
            manifests.putAll(page.manifests);
            if (!repeated) {
                inOrder.addAll(page.tags);
                known.addAll(page.tags);
            }
            return next;
        }

        /**
         * True when the page has nothing new: a registry that repeats itself ends the list (TG-3). An empty page is no
         * repetition, a registry may have filtered it.
         */
        private boolean isRepeated(Page page) {
            return !page.tags.isEmpty() && known.containsAll(page.tags);
        }

        TagList list() {
            Page last = previous.orElseThrow();
            return new TagList(
                    last.name,
                    inOrder,
                    List.copyOf(children),
                    manifests,
                    last.body,
                    last.headers,
                    Optional.of(last.url),
                    more);
        }
    }

    /** One answer. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Page(
            String name,
            List<String> tags,
            List<String> children,
            Map<String, ListedManifest> manifests,
            String contentType,
            byte[] body,
            Map<String, List<String>> headers,
            String url) {
        static Page read(HttpReply reply, PageWalk walk) throws IOException {
            String type = requireJson(reply);
            byte[] body = walk.read(reply);
            JsonObject json = ListBody.read(body, "tag list", "tags");
            return new Page(
                    json.string("name"),
                    json.strings("tags"),
                    json.strings("child"),
                    manifests(json),
                    type,
                    body,
                    reply.headers(),
                    reply.url());
        }

        /** What the registries of Google add (TG-4). */
        private static Map<String, ListedManifest> manifests(JsonObject json) throws RegistryException {
            Map<String, ListedManifest> manifests = new LinkedHashMap<>();
            for (Map.Entry<String, JsonObject> entry :
                    json.objectMap("manifest").entrySet()) {
                manifests.put(entry.getKey(), ListedManifest.of(entry.getValue()));
            }
            return manifests;
        }

        void requireSameList(Page previous) throws RegistryException {
            if (differ(name, previous.name) || differ(contentType, previous.contentType)) {
                throw RegistryException.of(
                        ErrorKind.MISMATCH,
                        "pages of the tag list do not belong together: \"" + previous.name + "\" ("
                                + previous.contentType + ") is followed by \"" + name + "\" (" + contentType + ")");
            }
        }
    }

    /** What a page does not say it does not contradict. */
    private static boolean differ(String one, String other) {
        return !one.isEmpty() && !other.isEmpty() && !one.equals(other);
    }

    /** The next page comes from the host that gave the one before, which may be a mirror. */
    private static HttpCall follow(RegistryRef repo, HttpReply reply, String url) {
        HttpCall.Builder call = HttpCall.builder("GET", reply.host(), repo.repository(), "tags/list");
        return list(call.directUrl(url).skipMirrors());
    }

    private static HttpCall list(HttpCall.Builder call) {
        return call.header("Accept", JSON).work(Work.Kind.QUERY, 0).build();
    }

    /** Adds {@code last} and {@code n} when given. */
    static void addPaging(HttpCall.Builder call, ListOptions options) {
        options.last().filter(last -> !last.isEmpty()).ifPresent(last -> call.query("last", last));
        options.limit().ifPresent(limit -> call.query("n", Integer.toString(limit)));
    }

    /** The type of a list answer, which must be JSON or, as some servers say, plain text, or missing (TG-1, TG-9). */
    static String requireJson(HttpReply reply) throws RegistryException {
        String header = reply.header("Content-Type").orElse("");
        String type = MediaType.base(header);
        if (!type.isEmpty() && !CONTENT_TYPES.contains(type)) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED_MEDIA_TYPE,
                    "unsupported media type \"" + header + "\", a list is expected as " + JSON);
        }
        return type;
    }
}

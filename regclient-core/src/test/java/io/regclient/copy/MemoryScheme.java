// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.ManifestHead;
import io.regclient.model.MediaType;
import io.regclient.model.RateLimit;
import io.regclient.model.ReferrerList;
import io.regclient.model.TagList;
import io.regclient.ref.Ref;
import io.regclient.scheme.Access;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.ManifestDelete;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.PingResult;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.scheme.ReferrerTag;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.StandIn;
import io.regclient.stream.BlobReader;
import io.regclient.stream.BlobSource;
import io.regclient.throttle.Permit;
import io.regclient.throttle.Throttle;
import io.regclient.throttle.Work;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Registries in memory: every name in front of a slash is one, blobs belong to a repository, requests take slots as
 * real ones do. Records the calls as lines like {@code HEAD manifest a.example/repo:tag} and fails where told.
 */
final class MemoryScheme implements Scheme {
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final List<Hook> hooks = new CopyOnWriteArrayList<>();
    private final Queue<UnaryOperator<byte[]>> damage = new ConcurrentLinkedQueue<>();
    private final Map<Ref, Repository> repositories = new ConcurrentHashMap<>();
    private final Map<String, Throttle> throttles = new ConcurrentHashMap<>();
    private final int slots;
    private volatile boolean mounting = true;
    private volatile boolean digestHeader = true;
    private volatile boolean referrersApi = true;

    private static final class Repository {
        private final Map<Digest, byte[]> blobs = new HashMap<>();
        private final Map<Digest, Manifest> manifests = new LinkedHashMap<>();
        private final Map<String, Digest> tags = new TreeMap<>();
    }

    /** Runs before a call whose line matches. */
    private record Hook(Pattern line, Action action) {}

    /** What a hook does. */
    @FunctionalInterface
    interface Action {
        void run(String line) throws IOException;
    }

    MemoryScheme() {
        this(3);
    }

    MemoryScheme(int slots) {
        this.slots = slots;
    }

    /** Runs an action before every call whose line contains a match. */
    MemoryScheme before(String regex, Action action) {
        hooks.add(new Hook(Pattern.compile(regex), action));
        return this;
    }

    /** Lets every call fail whose line contains a match. */
    MemoryScheme fail(String regex, ErrorKind kind) {
        return before(regex, line -> {
            throw RegistryException.of(kind, "told to fail: " + line);
        });
    }

    /** Changes what the next read of a blob delivers. */
    MemoryScheme damageNextBlob(UnaryOperator<byte[]> change) {
        damage.add(change);
        return this;
    }

    MemoryScheme withoutMounts() {
        mounting = false;
        return this;
    }

    MemoryScheme withoutDigestHeader() {
        digestHeader = false;
        return this;
    }

    MemoryScheme withoutReferrersApi() {
        referrersApi = false;
        return this;
    }

    /** Calls so far; forgets them. */
    List<String> calls() {
        synchronized (log) {
            List<String> copy = List.copyOf(log);
            log.clear();
            return copy;
        }
    }

    boolean hasBlob(Ref repo, Descriptor blob) {
        Repository r = repository(repo);
        synchronized (r) {
            return r.blobs.containsKey(blob.digest().orElseThrow());
        }
    }

    void removeBlob(Ref repo, Descriptor blob) {
        Repository r = repository(repo);
        synchronized (r) {
            r.blobs.remove(blob.digest().orElseThrow());
        }
    }

    private Permit enter(String line, Ref ref, Work.Kind kind) throws IOException {
        log.add(line);
        Permit slot = throttle(ref).acquire(new Work(kind, 0));
        try {
            for (Hook hook : hooks) {
                if (hook.line().matcher(line).find()) {
                    hook.action().run(line);
                }
            }
            return slot;
        } catch (IOException e) {
            slot.close();
            throw e;
        }
    }

    private Throttle throttle(Ref ref) {
        String name = ref.commonName();
        return throttles.computeIfAbsent(name.substring(0, name.indexOf('/')), n -> new Throttle(n, slots));
    }

    private Repository repository(Ref ref) {
        return repositories.computeIfAbsent(ref.withoutVersion(), r -> new Repository());
    }

    private static String line(String what, Ref repo, Descriptor blob) {
        return what + " blob " + repo.withDigest(blob.digest().orElseThrow()).commonName();
    }

    @Override
    public PingResult ping(Ref ref) {
        return new PingResult(Map.of());
    }

    @Override
    public Optional<Descriptor> lookForBlob(Ref repo, Descriptor blob) throws IOException {
        Optional<Descriptor> found = headBlob(repo, blob);
        if (blob.size() > 0 && found.isPresent() && found.get().size() != blob.size()) {
            throw RegistryException.of(ErrorKind.MISMATCH, "another length");
        }
        return found;
    }

    @Override
    public Optional<Descriptor> headBlob(Ref repo, Descriptor blob) throws IOException {
        try (Permit _ = enter(line("HEAD", repo, blob), repo, Work.Kind.HEAD)) {
            Repository r = repository(repo);
            synchronized (r) {
                byte[] content = r.blobs.get(blob.digest().orElseThrow());
                return content == null ? Optional.empty() : Optional.of(blob.withSize(content.length));
            }
        }
    }

    @Override
    public BlobReader getBlob(Ref repo, Descriptor blob) throws IOException {
        Permit slot = enter(line("GET", repo, blob), repo, Work.Kind.BLOB);
        Repository r = repository(repo);
        synchronized (r) {
            byte[] content = r.blobs.get(blob.digest().orElseThrow());
            if (content == null) {
                slot.close();
                throw missing(line("GET", repo, blob));
            }
            UnaryOperator<byte[]> change = damage.poll();
            InputStream in = new ByteArrayInputStream(change == null ? content : change.apply(content)) {
                @Override
                public void close() {
                    slot.close();
                }
            };
            return new BlobReader(in, OptionalLong.of(content.length), blob.digest(), blob.mediaType(), Map.of());
        }
    }

    @Override
    public Descriptor putBlob(Ref repo, Descriptor expected, BlobSource body) throws IOException {
        String name = expected.digest().map(Digest::toString).orElse("unknown");
        try (Permit _ = enter("PUT blob " + repo.withoutVersion().commonName() + "@" + name, repo, Work.Kind.BLOB);
                InputStream in = body.open()) {
            byte[] content = in.readAllBytes();
            Digest digest = expected.digestAlgorithm().digest(content);
            if (expected.digest().isPresent() && !expected.digest().get().equals(digest)) {
                throw RegistryException.of(ErrorKind.DIGEST_MISMATCH, "PUT of other content than " + name);
            }
            if (expected.size() >= 0 && expected.size() != content.length) {
                throw RegistryException.of(ErrorKind.MISMATCH, "PUT of " + content.length + " bytes for " + name);
            }
            Repository r = repository(repo);
            synchronized (r) {
                r.blobs.put(digest, content);
            }
            String type = expected.mediaType().isEmpty() ? MediaType.OCTET_STREAM : expected.mediaType();
            return expected.withDigest(digest).withSize(content.length).withMediaType(type);
        }
    }

    @Override
    public boolean mountBlob(Ref source, Ref target, Descriptor blob) throws IOException {
        String line =
                line("MOUNT", target, blob) + " from " + source.withoutVersion().commonName();
        try (Permit _ = enter(line, target, Work.Kind.QUERY)) {
            byte[] content;
            Repository from = repository(source);
            synchronized (from) {
                content = from.blobs.get(blob.digest().orElseThrow());
            }
            if (!mounting || content == null) {
                return false;
            }
            Repository to = repository(target);
            synchronized (to) {
                to.blobs.put(blob.digest().orElseThrow(), content);
            }
            return true;
        }
    }

    @Override
    public void deleteBlob(Ref repo, Descriptor blob) throws IOException {
        try (Permit _ = enter(line("DELETE", repo, blob), repo, Work.Kind.QUERY)) {
            Repository r = repository(repo);
            synchronized (r) {
                if (r.blobs.remove(blob.digest().orElseThrow()) == null) {
                    throw missing(line("DELETE", repo, blob));
                }
            }
        }
    }

    @Override
    public Optional<ManifestHead> headManifest(Ref ref) throws IOException {
        try (Permit _ = enter("HEAD manifest " + ref.commonName(), ref, Work.Kind.HEAD)) {
            return find(ref).map(m -> {
                Descriptor d = m.descriptor();
                Descriptor told = digestHeader
                        ? d
                        : new Descriptor(
                                d.mediaType(),
                                Optional.empty(),
                                d.size(),
                                List.of(),
                                Map.of(),
                                Optional.empty(),
                                Optional.empty(),
                                "");
                return new ManifestHead(told, RateLimit.NONE, Map.of());
            });
        }
    }

    @Override
    public Manifest getManifest(Ref ref) throws IOException {
        try (Permit _ = enter("GET manifest " + ref.commonName(), ref, Work.Kind.MANIFEST)) {
            return find(ref).orElseThrow(() -> missing("GET manifest " + ref.commonName()));
        }
    }

    private Optional<Manifest> find(Ref ref) throws RegistryException {
        Repository r = repository(ref);
        Optional<Digest> stated = ref.digest().isPresent() ? Optional.of(ref.requireDigest()) : Optional.empty();
        synchronized (r) {
            Optional<Digest> digest =
                    stated.or(() -> Optional.ofNullable(r.tags.get(ref.tag().orElse("latest"))));
            return digest.map(r.manifests::get);
        }
    }

    @Override
    public void putManifest(Ref ref, Manifest manifest, ManifestPut options) throws IOException {
        try (Permit _ = enter("PUT manifest " + ref.commonName(), ref, Work.Kind.MANIFEST)) {
            if (ref.digest().isPresent() && !ref.requireDigest().equals(manifest.digest())) {
                throw RegistryException.of(ErrorKind.DIGEST_MISMATCH, "manifest digest mismatch at " + ref);
            }
            Repository r = repository(ref);
            synchronized (r) {
                r.manifests.put(manifest.digest(), manifest);
                ref.tag().ifPresent(tag -> r.tags.put(tag, manifest.digest()));
                Optional<Digest> subject = manifest.subject().flatMap(Descriptor::digest);
                if (!referrersApi && subject.isPresent()) {
                    tagReferrers(r, subject.get());
                }
            }
        }
    }

    private static void tagReferrers(Repository r, Digest subject) throws RegistryException {
        Manifest list = IndexManifest.of(MediaType.OCI_INDEX, referrersOf(r, subject));
        r.tags.remove(ReferrerTag.of(subject));
        if (!list.manifests().isEmpty()) {
            r.manifests.put(list.digest(), list);
            r.tags.put(ReferrerTag.of(subject), list.digest());
        }
    }

    private static List<Descriptor> referrersOf(Repository r, Digest subject) throws RegistryException {
        List<Descriptor> found = new ArrayList<>();
        for (Manifest manifest : r.manifests.values()) {
            if (manifest.subject()
                    .flatMap(Descriptor::digest)
                    .filter(subject::equals)
                    .isPresent()) {
                found.add(ReferrerTag.entry(manifest));
            }
        }
        return found;
    }

    @Override
    public void deleteManifest(Ref ref, ManifestDelete options) throws IOException {
        Digest digest = ref.requireDigest();
        try (Permit _ = enter("DELETE manifest " + ref.commonName(), ref, Work.Kind.QUERY)) {
            Repository r = repository(ref);
            synchronized (r) {
                if (r.manifests.remove(digest) == null) {
                    throw missing("DELETE manifest " + ref.commonName());
                }
                r.tags.values().removeIf(digest::equals);
            }
        }
    }

    @Override
    public TagList listTags(Ref repo, ListOptions page) throws IOException {
        try (Permit _ = enter("LIST tags " + repo.withoutVersion().commonName(), repo, Work.Kind.QUERY)) {
            Repository r = repository(repo);
            synchronized (r) {
                return TagList.ofLayout(List.copyOf(r.tags.keySet()), new byte[0]);
            }
        }
    }

    @Override
    public void deleteTag(Ref ref, StandIn standIn) throws IOException {
        String tag = ref.tag()
                .orElseThrow(() -> RegistryException.of(ErrorKind.MISSING_TAG, "no tag in " + ref.commonName()));
        try (Permit _ = enter("DELETE tag " + ref.commonName(), ref, Work.Kind.QUERY)) {
            Repository r = repository(ref);
            synchronized (r) {
                if (r.tags.remove(tag) == null) {
                    throw missing("DELETE tag " + ref.commonName());
                }
            }
        }
    }

    @Override
    public ReferrerList listReferrers(Ref subject, ReferrerQuery query) throws IOException {
        Digest digest = subject.requireDigest();
        try (Permit _ = enter("LIST referrers " + subject.commonName(), subject, Work.Kind.QUERY)) {
            Repository r = repository(subject);
            synchronized (r) {
                List<Descriptor> all = referrersOf(r, digest);
                String tag = ReferrerTag.of(digest);
                List<String> tags = !referrersApi && r.tags.containsKey(tag) ? List.of(tag) : List.of();
                return new ReferrerList(query.select(all), Map.of(), tags, IndexManifest.of(MediaType.OCI_INDEX, all));
            }
        }
    }

    @Override
    public List<Throttle> throttles(Ref ref, Access access) {
        return List.of(throttle(ref));
    }

    @Override
    public void close() {
        repositories.clear();
    }

    private static RegistryException missing(String line) {
        return RegistryException.of(ErrorKind.NOT_FOUND, "not found: " + line);
    }
}

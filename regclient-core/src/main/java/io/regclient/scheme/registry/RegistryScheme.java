// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import io.regclient.config.HostConfig;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.RegistryHttp;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.ManifestHead;
import io.regclient.model.ReferrerList;
import io.regclient.model.RepoList;
import io.regclient.model.TagList;
import io.regclient.ref.Ref;
import io.regclient.ref.RegistryRef;
import io.regclient.scheme.Access;
import io.regclient.scheme.BlobHead;
import io.regclient.scheme.BlobMount;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.ManifestDelete;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.PingResult;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.StandIn;
import io.regclient.scheme.registry.upload.BlobUploads;
import io.regclient.scheme.registry.wire.Attempt;
import io.regclient.scheme.registry.wire.Sender;
import io.regclient.scheme.registry.wire.Wire;
import io.regclient.stream.BlobReader;
import io.regclient.stream.BlobSource;
import io.regclient.throttle.Throttle;
import io.regclient.time.ReadOnce;
import io.regclient.time.RecentlyUsed;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Content in registries that speak the OCI distribution protocol. Thread-safe. One per process and
 * {@link RegistryHttp}, so that caches and the locks on referrers lists are shared by all work; closing it closes the
 * connections.
 */
public final class RegistryScheme implements Scheme {
    private final BiFunction<String, Boolean, List<Throttle>> throttles;
    private final Runnable onClose;
    private final BlobApi blobs;
    private final BlobUploads uploads;
    private final ManifestApi manifests;
    private final ManifestPush push;
    private final TagApi tags;
    private final TagDeletion tagDeletion;
    private final ReferrerApi referrers;
    private final RepoApi repos;

    /**
     * Creates the scheme.
     *
     * @param http connections, closed with this scheme
     * @param ticker time for caches and for the images made by {@link #deleteTag}
     */
    public RegistryScheme(RegistryHttp http, Ticker ticker, RegistrySchemeOptions options) {
        this(http::send, http::host, http::throttles, http::close, ticker, options);
    }

    RegistryScheme(
            Sender sender,
            Function<String, HostConfig> hosts,
            BiFunction<String, Boolean, List<Throttle>> throttles,
            Runnable onClose,
            Ticker ticker,
            RegistrySchemeOptions options) {
        this.throttles = throttles;
        this.onClose = onClose;
        Wire wire = new Wire(sender, hosts);
        blobs = new BlobApi(wire, new ApiMemory(ticker));
        uploads = new BlobUploads(wire, options.uploads());
        manifests = new ManifestApi(
                wire,
                new RecentlyUsed<>(options.cacheCount(), options.cacheAge(), ticker),
                new ReadOnce<>(options.readBytes(), ManifestApi.READ_AGAIN, ticker),
                new ApiMemory(ticker));
        push = new ManifestPush(wire, manifests);
        tags = new TagApi(wire, new ApiMemory(ticker));
        tagDeletion = new TagDeletion(wire, manifests, push, uploads, ticker);
        referrers = new ReferrerApi(
                wire,
                new RecentlyUsed<>(options.cacheCount(), options.cacheAge(), ticker),
                new ApiMemory(ticker),
                new ReferrerFallback(manifests, push, tagDeletion));
        repos = new RepoApi(wire);
    }

    @Override
    public PingResult ping(Ref ref) throws IOException {
        return repos.ping(registry(ref).registry());
    }

    @Override
    public Optional<Descriptor> headBlob(Ref repo, Descriptor blob) throws IOException {
        return probeBlob(repo, blob).map(BlobHead::descriptor);
    }

    @Override
    public Optional<Descriptor> lookForBlob(Ref repo, Descriptor blob) throws IOException {
        return blobs.look(registry(repo).withoutVersion(), blob).map(BlobHead::descriptor);
    }

    @Override
    public Optional<BlobHead> probeBlob(Ref repo, Descriptor blob) throws IOException {
        return blobs.head(registry(repo).withoutVersion(), blob);
    }

    @Override
    public BlobHead requireBlob(Ref repo, Descriptor blob) throws IOException {
        return blobs.requireHead(registry(repo).withoutVersion(), blob);
    }

    @Override
    public BlobReader getBlob(Ref repo, Descriptor blob) throws IOException {
        return blobs.get(registry(repo).withoutVersion(), blob);
    }

    @Override
    public Descriptor putBlob(Ref repo, Descriptor expected, BlobSource body) throws IOException {
        return uploads.put(registry(repo).withoutVersion(), expected, body);
    }

    /**
     * {@inheritDoc}
     *
     * @throws RegistryException when the registry refuses; the caller uploads then too
     */
    @Override
    public boolean mountBlob(Ref source, Ref target, Descriptor blob) throws IOException {
        BlobMount mount = mountOrOpen(source, target, blob);
        if (!mount.isDone()) {
            mount.cancel();
        }
        return mount.isDone();
    }

    @Override
    public BlobMount mountOrOpen(Ref source, Ref target, Descriptor blob) throws IOException {
        BlobUploads.Mounting mounting = uploads.mount(
                registry(source).withoutVersion(), registry(target).withoutVersion(), blob);
        return new BlobMount() {
            @Override
            public boolean isDone() {
                return mounting.isDone();
            }

            @Override
            public Descriptor put(Descriptor expected, BlobSource body) throws IOException {
                return mounting.put(expected, body);
            }

            @Override
            public void cancel() {
                mounting.cancel();
            }
        };
    }

    @Override
    public void deleteBlob(Ref repo, Descriptor blob) throws IOException {
        blobs.delete(registry(repo).withoutVersion(), blob);
    }

    @Override
    public Optional<ManifestHead> headManifest(Ref ref) throws IOException {
        return Attempt.of(
                "failed to request manifest head " + ref.commonName(),
                () -> manifests.head(registry(ref), ManifestApi.Source.MIRRORS_TOO));
    }

    @Override
    public ManifestHead requireManifest(Ref ref) throws IOException {
        return headManifest(ref)
                .orElseThrow(() -> RegistryException.ofStatus(
                        ErrorKind.NOT_FOUND,
                        404,
                        "failed to request manifest head " + ref.commonName()
                                + ": request failed: not found [http 404]"));
    }

    @Override
    public Manifest getManifest(Ref ref) throws IOException {
        return Attempt.of(
                "failed to get manifest " + ref.commonName(),
                () -> manifests.get(registry(ref), ManifestApi.Source.MIRRORS_TOO));
    }

    @Override
    public Manifest getManifest(Ref repo, Descriptor descriptor) throws IOException {
        Digest digest = descriptor
                .digest()
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.MISSING_DIGEST, "manifest descriptor without digest in " + repo));
        RegistryRef ref = registry(repo).withDigest(digest);
        return Attempt.of("failed to get manifest " + ref.commonName(), () -> {
            Optional<byte[]> embedded = descriptor.embeddedContent();
            return embedded.isPresent()
                    ? Manifest.parse(descriptor.mediaType(), descriptor.digest(), embedded.get())
                    : manifests.get(ref, descriptor.mediaType(), ManifestApi.Source.MIRRORS_TOO);
        });
    }

    @Override
    public void putManifest(Ref ref, Manifest manifest, ManifestPut options) throws IOException {
        Attempt.to("failed to put manifest " + ref.commonName(), () -> {
            ManifestPush.Stored stored = push.putTwiceAtMost(registry(ref), manifest);
            referrers.added(registry(ref), manifest, stored.subjectListed());
        });
    }

    @Override
    public void deleteManifest(Ref ref, ManifestDelete options) throws IOException {
        if (ref.digest().isEmpty()) {
            throw RegistryException.of(
                    ErrorKind.MISSING_DIGEST, "digest required to delete manifest, reference " + ref.commonName());
        }
        RegistryRef target = registry(ref);
        Attempt.to("failed to delete manifest " + ref.commonName(), () -> {
            Digest digest = target.requireDigest();
            if (options.known().isPresent()) {
                referrers.removing(target, options.known().get());
            } else if (options.updateReferrers()) {
                referrers.removing(target, manifests.get(target, ManifestApi.Source.REGISTRY));
            }
            manifests.delete(target, digest);
        });
    }

    @Override
    public TagList listTags(Ref repo, ListOptions page) throws IOException {
        return tags.list(registry(repo).withoutVersion(), page);
    }

    @Override
    public boolean isUnknown(Ref repo) throws IOException {
        return tags.isUnknown(registry(repo).withoutVersion());
    }

    @Override
    public void deleteTag(Ref ref, StandIn standIn) throws IOException {
        tagDeletion.delete(registry(ref), standIn);
    }

    @Override
    public ReferrerList listReferrers(Ref subject, ReferrerQuery query) throws IOException {
        return referrers.list(registry(subject), query);
    }

    /** Lists repositories of a registry: one page of the catalog (contract TG-9). Not part of the port. */
    public RepoList listRepos(String registry, ListOptions page) throws IOException {
        return repos.list(registry, page);
    }

    /** Lists all repositories of a registry, page by page (contract TG-9). Not part of the port. */
    public RepoList listAllRepos(String registry, ListOptions page) throws IOException {
        return repos.listAll(registry, page);
    }

    @Override
    public List<Throttle> throttles(Ref ref, Access access) {
        return ref instanceof RegistryRef r ? throttles.apply(r.registry(), access == Access.READ) : List.of();
    }

    @Override
    public void close() {
        onClose.run();
    }

    private static RegistryRef registry(Ref ref) throws RegistryException {
        if (ref instanceof RegistryRef registry) {
            return registry;
        }
        throw RegistryException.of(ErrorKind.NOT_IMPLEMENTED, "not a reference to a registry: " + ref);
    }
}

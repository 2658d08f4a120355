// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import io.regclient.copy.CopyOptions;
import io.regclient.copy.CopyResult;
import io.regclient.copy.ImageCopier;
import io.regclient.copy.ProgressListener;
import io.regclient.copy.Surroundings;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.WarningScope;
import io.regclient.mod.ImageEdit;
import io.regclient.mod.ImageModifier;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageConfig;
import io.regclient.model.Manifest;
import io.regclient.model.ManifestHead;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import io.regclient.model.RateLimit;
import io.regclient.model.ReferrerList;
import io.regclient.model.RepoList;
import io.regclient.model.TagList;
import io.regclient.ref.Ref;
import io.regclient.scheme.BlobHead;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.ManifestDelete;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.PingResult;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.SchemeSet;
import io.regclient.scheme.ocidir.OciDirScheme;
import io.regclient.scheme.registry.RegistryScheme;
import io.regclient.stream.BlobReader;
import io.regclient.stream.BlobSource;
import io.regclient.tarball.ExportOptions;
import io.regclient.tarball.ImageExporter;
import io.regclient.tarball.ImageImporter;
import io.regclient.tarball.ImportOptions;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A client for registries and OCI layouts. References say which of the two is meant. Calls block; an interrupt of the
 * calling thread cancels them. Thread-safe: one client per process shares limits, logins and caches.
 *
 * <p>Every failure is a {@link RegistryException}. Its {@link ErrorKind} is INVALID_REFERENCE for a reference that names
 * too little for the call (REF-11) and NOT_IMPLEMENTED for one of an unknown storage (G-3); NOT_FOUND for an absent
 * object, unless the method returns an {@link Optional}; HTTP_UNAUTHORIZED, HTTP_RATE_LIMIT or HTTP_STATUS for what a
 * registry answers; TRANSPORT, STALLED or ALL_REQUESTS_FAILED when there is no answer; LOCAL_IO for a layout that cannot
 * be read or written; DIGEST_MISMATCH, SHORT_READ or SIZE_LIMIT_EXCEEDED for content that is not what its descriptor
 * says; PARSING_FAILED or UNSUPPORTED_MEDIA_TYPE for content that cannot be understood; CANCELED after an interrupt.
 * Methods list only what they add to these.
 */
public final class RegClient implements AutoCloseable {
    private final RegistryScheme registries;
    private final SchemeSet schemes;
    private final Ticker ticker;
    private final int copyWidth;
    private final BuildTime buildTime;
    private final Path temporaryDirectory;

    /** Made by the first copy: other commands do not pay for it. */
    @Nullable
    private ImageCopier copier;

    RegClient(
            RegistryScheme registries,
            OciDirScheme layouts,
            Ticker ticker,
            int copyWidth,
            BuildTime buildTime,
            Path temporaryDirectory) {
        this.registries = registries;
        this.schemes = new SchemeSet(Map.of("reg", registries, "ocidir", layouts));
        this.ticker = ticker;
        this.copyWidth = copyWidth;
        this.buildTime = buildTime;
        this.temporaryDirectory = temporaryDirectory;
    }

    /** A builder with the defaults of every setting; {@link RegClientBuilder#hosts} adds logins and TLS settings. */
    public static RegClientBuilder builder() {
        return new RegClientBuilder();
    }

    /**
     * Runs work whose registry warnings are reported once; it may call this client as often as it likes (WA-1). A call
     * outside of any such work is one of its own.
     *
     * @return what the work returns
     */
    public <T> T operation(Surroundings.Call<T> work) throws IOException {
        return WarningScope.outermost().run(work::run);
    }

    /**
     * Upstream {@code Ping}: {@code GET /v2/} of a registry, or a look at the directory of a layout (TG-10).
     *
     * @param ref any reference of the registry or layout
     * @throws RegistryException of a registry that answers anything but 200: its headers are
     *     {@link RegistryException#responseHeaders()}
     */
    public PingResult ping(Ref ref) throws IOException {
        return operation(() -> schemes.of(ref).ping(ref));
    }

    /**
     * Upstream {@code RepoList}: one page of the catalog in the registry's order (TG-9).
     *
     * @param registry host and port
     * @param page longest page and the name to start after
     * @throws RegistryException of kind PARSING_FAILED for a name with a slash
     */
    public RepoList listRepos(String registry, ListOptions page) throws IOException {
        return operation(() -> registries.listRepos(registry, page));
    }

    /**
     * Upstream {@code TagList}: all pages, in the order of the registry, sorted for a layout (TG-2, TG-5, OL-16).
     *
     * @param page number of tags to stop after, not cut to it, and the tag to start after
     */
    public TagList listTags(Ref repo, ListOptions page) throws IOException {
        return operation(() -> ofRepo(repo).listTags(repo, page));
    }

    /**
     * Upstream {@code TagDelete}: the tag alone, not what it points to (TG-7).
     *
     * @throws RegistryException of kind MISSING_TAG; where a registry forbids deletes the tag still stands (TG-8)
     */
    public void deleteTag(Ref tag) throws IOException {
        Scheme scheme = ofVersion(tag);
        perform(() -> scheme.deleteTag(tag));
    }

    /**
     * Upstream {@code ManifestHead}; the digest is empty when the registry sent none (MF-9).
     *
     * @param platform of an index describe the best entry for it; no effect on other manifests (MF-11)
     * @throws RegistryException of kind UNSUPPORTED_API when the host has HEAD disabled (MI-6)
     */
    public Optional<ManifestHead> headManifest(Ref ref, Optional<Platform> platform) throws IOException {
        Scheme scheme = ofVersion(ref);
        return operation(() -> platform.isPresent()
                ? new PlatformSelection(scheme, platform.get()).head(ref)
                : scheme.headManifest(ref));
    }

    /** Like {@link #headManifest}, but there must be a manifest and its digest: a GET follows where HEAD has none. */
    public ManifestHead describeManifest(Ref ref, Optional<Platform> platform) throws IOException {
        return operation(() -> {
            ManifestHead head = headManifest(ref, platform).orElseThrow(() -> notFound("manifest", ref));
            if (head.descriptor().digest().isPresent()) {
                return head;
            }
            Manifest manifest = getManifest(ref, platform);
            return new ManifestHead(manifest.descriptor(), manifest.rateLimit(), manifest.headers());
        });
    }

    /**
     * Upstream {@code ManifestGet}: at most 8 MiB, its digest verified (MF-3, MF-5).
     *
     * @param platform of an index get the best entry for it; no effect on other manifests (MF-11)
     */
    public Manifest getManifest(Ref ref, Optional<Platform> platform) throws IOException {
        Scheme scheme = ofVersion(ref);
        return operation(() -> platform.isPresent()
                ? new PlatformSelection(scheme, platform.get()).get(ref)
                : scheme.getManifest(ref));
    }

    /**
     * The manifest that an index or another manifest names; embedded data costs no request when it is right (MF-12).
     *
     * @throws RegistryException of kind MISSING_DIGEST
     */
    public Manifest getManifest(Ref repo, Descriptor descriptor) throws IOException {
        return operation(() -> ofRepo(repo).getManifest(repo, descriptor));
    }

    /** The reference with the digest of the platform's manifest added; unchanged when it names no index (MF-11). */
    public Ref resolvePlatform(Ref ref, Platform platform) throws IOException {
        return operation(() -> new PlatformSelection(ofVersion(ref), platform).resolve(ref));
    }

    /**
     * Upstream {@code ManifestPut}: the bytes unchanged, at most 4 MiB (MF-13). Without support for its subject in the
     * registry the fallback tag is kept up (MF-16).
     *
     * @param ref with the tag, or with the digest of the manifest
     * @return the descriptor of the manifest
     * @throws RegistryException of kind MISSING_TAG without either
     */
    public Descriptor putManifest(Ref ref, Manifest manifest, ManifestPut options) throws IOException {
        Scheme scheme = ofRepo(ref);
        perform(() -> scheme.putManifest(ref, manifest, options));
        return manifest.descriptor();
    }

    /**
     * Upstream {@code ManifestDelete}: with all its tags (MF-17).
     *
     * @throws RegistryException of kind MISSING_DIGEST for a reference with a tag only
     */
    public void deleteManifest(Ref ref, ManifestDelete options) throws IOException {
        Scheme scheme = ofVersion(ref);
        perform(() -> scheme.deleteManifest(ref, options));
    }

    /** The pull limit a registry announces with the HEAD of a manifest, in pulls per its window (MF-19). */
    public RateLimit rateLimit(Ref ref) throws IOException {
        return headManifest(ref, Optional.empty())
                .orElseThrow(() -> notFound("manifest", ref))
                .rateLimit();
    }

    /**
     * Upstream {@code BlobHead}; URLs of the descriptor count as well (BL-1).
     *
     * @return the descriptor completed with size in bytes and media type
     */
    public Optional<Descriptor> headBlob(Ref repo, Descriptor blob) throws IOException {
        return operation(() -> ofRepo(repo).headBlob(repo, blob));
    }

    /** Like {@link #headBlob}, with the response headers; a layout has none. */
    public Optional<BlobHead> probeBlob(Ref repo, Descriptor blob) throws IOException {
        return operation(() -> ofRepo(repo).probeBlob(repo, blob));
    }

    /**
     * Upstream {@code BlobGet}, from the registry or a URL of the descriptor (BL-2). The caller closes the stream; until
     * then it holds a slot of the host (CO-1). Size and digest are checked at its end (VD-1).
     */
    public BlobReader getBlob(Ref repo, Descriptor blob) throws IOException {
        return operation(() -> ofRepo(repo).getBlob(repo, blob));
    }

    /**
     * Upstream {@code BlobPut}; content of known digest and size goes in one request, other content in chunks (BL-10).
     *
     * @param expected digest and size in bytes, as far as known
     * @param body is opened again for another try where it can be
     * @return the descriptor with digest and size (BL-18)
     * @throws RegistryException of kind MISMATCH for content of another size; nothing is stored then (BL-16)
     */
    public Descriptor putBlob(Ref repo, Descriptor expected, BlobSource body) throws IOException {
        return operation(() -> ofRepo(repo).putBlob(repo, expected, body));
    }

    /**
     * Upstream {@code BlobMount}: makes a blob of another repository of the same registry available (BL-5).
     *
     * @return false when the registry wants the content instead
     */
    public boolean mountBlob(Ref source, Ref target, Descriptor blob) throws IOException {
        ofRepo(source);
        return operation(() -> ofRepo(target).mountBlob(source, target, blob));
    }

    /**
     * Upstream {@code BlobCopy}: nothing where the target has it, else a mount or a transfer (BL-19). A transfer that
     * was damaged on its way is repeated once.
     */
    public void copyBlob(Ref source, Ref target, Descriptor blob) throws IOException {
        ofRepo(source);
        ofRepo(target);
        perform(() -> copier().copyBlob(source, target, blob, ProgressListener.NONE));
    }

    /** Upstream {@code BlobDelete}; nobody checks whether a manifest needs it (BL-4). */
    public void deleteBlob(Ref repo, Descriptor blob) throws IOException {
        Scheme scheme = ofRepo(repo);
        perform(() -> scheme.deleteBlob(repo, blob));
    }

    /** Upstream {@code ReferrerList}: a reference by tag costs a HEAD for its digest (RF-1). */
    public ReferrerList listReferrers(Ref subject, ReferrerQuery query) throws IOException {
        return listReferrers(subject, Optional.empty(), subject, query);
    }

    /**
     * What refers to a manifest, or to the best entry of an index for a platform (RF-1).
     *
     * @param source repository that is asked for the list
     */
    public ReferrerList listReferrers(Ref subject, Optional<Platform> platform, Ref source, ReferrerQuery query)
            throws IOException {
        Scheme list = ofRepo(source);
        boolean known = subject.digest().isPresent() && platform.isEmpty();
        return operation(() -> {
            Ref asked = known
                    ? source.withDigest(subject.requireDigest())
                    : source.withDigest(describeManifest(subject, platform)
                            .descriptor()
                            .digest()
                            .orElseThrow());
            return list.listReferrers(asked, query);
        });
    }

    /**
     * Upstream {@code ImageCopy}: blobs, children, referrers, and the manifest itself last (contract section 15). The
     * target's tag never stands for something incomplete; a failed copy can be repeated and goes on where it stopped.
     *
     * @param target with a tag, or with the digest of the source
     */
    public CopyResult copyImage(Ref source, Ref target, CopyOptions options) throws IOException {
        ofVersion(source);
        schemes.of(target);
        requireSet(target.isSet(), target);
        return operation(() -> copier().copy(source, target, options));
    }

    /**
     * Upstream {@code ImageConfig}: of this machine's platform unless another is asked for (CF-1).
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE when the manifest is not that of an image
     */
    public ImageConfig imageConfig(Ref ref, Optional<Platform> platform) throws IOException {
        return operation(() -> {
            Manifest manifest = getManifest(ref, Optional.of(platform.orElseGet(Platform::local)));
            Descriptor config = manifest.config().orElseThrow(() -> notAnImage(manifest.mediaType()));
            return readConfig(ref, config);
        });
    }

    /**
     * Reads the config a manifest of the repository names, at most 8 MiB (BL-21).
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE for the config of something else
     */
    public ImageConfig readConfig(Ref repo, Descriptor config) throws IOException {
        if (!MediaType.isImageConfig(config.mediaType())) {
            throw notAnImage(config.mediaType());
        }
        try (BlobReader in = getBlob(repo, config)) {
            byte[] raw = in.readNBytes(Manifest.MAX_PULL_BYTES + 1);
            if (raw.length > Manifest.MAX_PULL_BYTES) {
                throw RegistryException.of(
                        ErrorKind.SIZE_LIMIT_EXCEEDED,
                        "config of " + repo.commonName() + " is larger than " + Manifest.MAX_PULL_BYTES + " bytes");
            }
            return ImageConfig.parse(raw);
        }
    }

    /**
     * Upstream {@code ImageExport}: an OCI layout in a tar archive that {@code docker load} reads as well, when it is a
     * single image (EX-1). Referrers and digest tags are not exported.
     *
     * @param out is not closed; buffer it when small writes are expensive
     */
    public void exportImage(Ref ref, OutputStream out, ExportOptions options) throws IOException {
        Scheme scheme = ofVersion(ref);
        perform(() -> {
            Ref exported = options.platform().isPresent()
                    ? resolvePlatform(ref, options.platform().get())
                    : ref;
            new ImageExporter(scheme).export(exported, out, options);
        });
    }

    /**
     * Upstream {@code ImageImport}: pushes an image from a tar archive with an OCI layout or from {@code docker save}
     * (IM-1 to IM-6).
     *
     * @param archive read from its position on, several times; not closed
     * @return what the target stands for now
     */
    public Descriptor importImage(Ref target, SeekableByteChannel archive, ImportOptions options) throws IOException {
        Scheme scheme = ofVersion(target);
        return operation(() -> new ImageImporter(scheme).importImage(target, archive, options));
    }

    /** Like {@link #importImage(Ref, SeekableByteChannel, ImportOptions)}; a file that cannot be opened is LOCAL_IO. */
    public Descriptor importImage(Ref target, Path archive, ImportOptions options) throws IOException {
        SeekableByteChannel channel;
        try {
            channel = Files.newByteChannel(archive);
        } catch (IOException e) {
            throw RegistryException.of(
                    ErrorKind.LOCAL_IO, "failed to open " + archive + ": " + RegistryException.describe(e), e);
        }
        try (channel) {
            return importImage(target, channel, options);
        }
    }

    /**
     * Upstream {@code ImageCheckBase}: returns when the base of an image is still what it was built on (CB-1).
     *
     * @throws RegistryException of kind MISMATCH when the base has changed, any other kind when that cannot be told
     */
    public void checkBase(Ref image, BaseCheckOptions options) throws IOException {
        perform(() -> new BaseCheck(this, options).check(image));
    }

    /**
     * Upstream {@code mod.Apply}: changes an image and pushes the result (contract section 17). Edits of one phase run
     * in the given order; manifest, config and layer edits run in this order of phases (MO-1). Nothing is pushed when
     * nothing changes, unless a target asks for another name or place (MO-2).
     *
     * @param target where the result goes; empty: into the repository of the source, by digest
     * @param edits made by {@link io.regclient.mod.ManifestEdits}, {@link io.regclient.mod.ConfigEdits},
     *     {@link io.regclient.mod.LayerEdits} and {@link io.regclient.mod.FileEdits}
     * @return the target, with the digest of the result unless it has nothing but a tag
     */
    public Ref modifyImage(Ref source, Optional<Ref> target, List<ImageEdit> edits) throws IOException {
        ofVersion(source);
        if (target.isPresent()) {
            ofRepo(target.get());
        }
        ImageModifier modifier = new ImageModifier(schemes, copier(), buildTime.instant(), temporaryDirectory);
        return operation(() -> modifier.modify(source, target, edits));
    }

    /** Upstream {@code Close}: ends the work on a reference; a modified layout collects its garbage (OL-18). */
    public void finish(Ref ref) throws IOException {
        schemes.of(ref).finish(ref);
    }

    @Override
    public void close() {
        synchronized (this) {
            if (copier != null) {
                copier.close();
            }
        }
        schemes.close();
    }

    /** An operation without result. */
    private void perform(Step step) throws IOException {
        operation(() -> {
            step.run();
            return this;
        });
    }

    /** Work without result. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private synchronized ImageCopier copier() {
        if (copier == null) {
            copier = new ImageCopier(schemes, copyWidth, ticker::nanos, () -> new Scoped(WarningScope.outermost()));
        }
        return copier;
    }

    /** The threads of a copy report warnings in the scope of the thread that started it. */
    private record Scoped(WarningScope scope) implements Surroundings {
        @Override
        public <T> T run(Call<T> call) throws IOException {
            return scope.run(call::run);
        }
    }

    private Scheme ofRepo(Ref ref) throws RegistryException {
        requireSet(ref.isRepoSet(), ref);
        return schemes.of(ref);
    }

    private Scheme ofVersion(Ref ref) throws RegistryException {
        requireSet(ref.isSet(), ref);
        return schemes.of(ref);
    }

    /** Refuses a reference that names too little (REF-11). */
    private static void requireSet(boolean set, Ref ref) throws RegistryException {
        if (!set) {
            throw RegistryException.of(ErrorKind.INVALID_REFERENCE, "ref is not set: " + ref.commonName());
        }
    }

    private static RegistryException notFound(String what, Ref ref) {
        return RegistryException.of(ErrorKind.NOT_FOUND, what + " " + ref.commonName() + " not found");
    }

    private static RegistryException notAnImage(String mediaType) {
        return RegistryException.of(ErrorKind.UNSUPPORTED_MEDIA_TYPE, "unsupported config media type " + mediaType);
    }
}

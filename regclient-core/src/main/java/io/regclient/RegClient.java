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
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A client for registries and OCI layouts. References say which of the two is meant. Calls block; an interrupt of the
 * calling thread cancels them. Every failure is a {@link RegistryException} with an {@link ErrorKind}; an absent object
 * is an empty {@link Optional} where a method returns one and kind NOT_FOUND elsewhere. Thread-safe: one client per
 * process shares limits, logins and caches.
 */
public final class RegClient implements AutoCloseable {
    private final RegistryScheme registries;
    private final SchemeSet schemes;
    private final Ticker ticker;
    private final int copyWidth;

    /** Made by the first copy: other commands do not pay for it. */
    @Nullable
    private ImageCopier copier;

    RegClient(RegistryScheme registries, OciDirScheme layouts, Ticker ticker, int copyWidth) {
        this.registries = registries;
        this.schemes = new SchemeSet(Map.of("reg", registries, "ocidir", layouts));
        this.ticker = ticker;
        this.copyWidth = copyWidth;
    }

    /** A builder; only {@link RegClientBuilder#hosts} has no default. */
    public static RegClientBuilder builder() {
        return new RegClientBuilder();
    }

    /** Work whose registry warnings are reported once; it may call this client as often as it likes (WA-1). */
    public <T> T operation(Surroundings.Call<T> work) throws IOException {
        return WarningScope.outermost().run(work::run);
    }

    /** Upstream {@code Ping}: the API's root, or the directory of a layout (TG-10). */
    public PingResult ping(Ref ref) throws IOException {
        return schemes.of(ref).ping(ref);
    }

    /** Upstream {@code RepoList}: one page of the catalog; a name with a slash is kind PARSING_FAILED (TG-9). */
    public RepoList listRepos(String registry, ListOptions page) throws IOException {
        return registries.listRepos(registry, page);
    }

    /** Upstream {@code TagList}. */
    public TagList listTags(Ref repo, ListOptions page) throws IOException {
        return ofRepo(repo).listTags(repo, page);
    }

    /** Upstream {@code TagDelete}: the tag alone, not what it points to (TG-7). */
    public void deleteTag(Ref tag) throws IOException {
        ofVersion(tag).deleteTag(tag);
    }

    /** Upstream {@code ManifestHead}: with a platform that of the best entry of an index (MF-11). */
    public Optional<ManifestHead> headManifest(Ref ref, Optional<Platform> platform) throws IOException {
        Scheme scheme = ofVersion(ref);
        return platform.isPresent()
                ? new PlatformSelection(scheme, platform.get()).head(ref)
                : scheme.headManifest(ref);
    }

    /** Like {@link #headManifest}, but there must be a manifest and its digest: a GET follows where HEAD has none. */
    public ManifestHead describeManifest(Ref ref, Optional<Platform> platform) throws IOException {
        ManifestHead head = headManifest(ref, platform).orElseThrow(() -> notFound("manifest", ref));
        if (head.descriptor().digest().isPresent()) {
            return head;
        }
        Manifest manifest = getManifest(ref, platform);
        return new ManifestHead(manifest.descriptor(), manifest.rateLimit(), manifest.headers());
    }

    /** Upstream {@code ManifestGet}: with a platform the best entry of an index (MF-11). */
    public Manifest getManifest(Ref ref, Optional<Platform> platform) throws IOException {
        Scheme scheme = ofVersion(ref);
        return platform.isPresent() ? new PlatformSelection(scheme, platform.get()).get(ref) : scheme.getManifest(ref);
    }

    /** The manifest that an index or another manifest names; its embedded data is used when right (MF-12). */
    public Manifest getManifest(Ref repo, Descriptor descriptor) throws IOException {
        return ofRepo(repo).getManifest(repo, descriptor);
    }

    /** The reference with the digest of the platform's manifest added; unchanged when it names no index (MF-11). */
    public Ref resolvePlatform(Ref ref, Platform platform) throws IOException {
        return new PlatformSelection(ofVersion(ref), platform).resolve(ref);
    }

    /** Upstream {@code ManifestPut}: the bytes unchanged, under the reference's tag or digest. */
    public Descriptor putManifest(Ref ref, Manifest manifest, ManifestPut options) throws IOException {
        ofRepo(ref).putManifest(ref, manifest, options);
        return manifest.descriptor();
    }

    /** Upstream {@code ManifestDelete}: by digest only (MF-17). */
    public void deleteManifest(Ref ref, ManifestDelete options) throws IOException {
        ofVersion(ref).deleteManifest(ref, options);
    }

    /** The pull limit a registry announces with the HEAD of a manifest (MF-19). */
    public RateLimit rateLimit(Ref ref) throws IOException {
        return ofVersion(ref)
                .headManifest(ref)
                .orElseThrow(() -> notFound("manifest", ref))
                .rateLimit();
    }

    /** Upstream {@code BlobHead}. */
    public Optional<Descriptor> headBlob(Ref repo, Descriptor blob) throws IOException {
        return ofRepo(repo).headBlob(repo, blob);
    }

    /** Like {@link #headBlob}, with the response headers. */
    public Optional<BlobHead> probeBlob(Ref repo, Descriptor blob) throws IOException {
        return ofRepo(repo).probeBlob(repo, blob);
    }

    /** Upstream {@code BlobGet}: the caller closes; size and digest are checked at the end of the stream. */
    public BlobReader getBlob(Ref repo, Descriptor blob) throws IOException {
        return ofRepo(repo).getBlob(repo, blob);
    }

    /** Upstream {@code BlobPut}: returns the descriptor with digest and size (BL-18). */
    public Descriptor putBlob(Ref repo, Descriptor expected, BlobSource body) throws IOException {
        return ofRepo(repo).putBlob(repo, expected, body);
    }

    /** Upstream {@code BlobMount}: false when the registry wants the content instead. */
    public boolean mountBlob(Ref source, Ref target, Descriptor blob) throws IOException {
        ofRepo(source);
        return ofRepo(target).mountBlob(source, target, blob);
    }

    /** Upstream {@code BlobCopy}: nothing, a mount or a transfer, whatever is needed (BL-19). */
    public void copyBlob(Ref source, Ref target, Descriptor blob) throws IOException {
        ofRepo(source);
        ofRepo(target);
        copier().copyBlob(source, target, blob, ProgressListener.NONE);
    }

    /** Upstream {@code BlobDelete}. */
    public void deleteBlob(Ref repo, Descriptor blob) throws IOException {
        ofRepo(repo).deleteBlob(repo, blob);
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
        Ref asked = known
                ? source.withDigest(subject.requireDigest())
                : source.withDigest(describeManifest(subject, platform)
                        .descriptor()
                        .digest()
                        .orElseThrow());
        return list.listReferrers(asked, query);
    }

    /** Upstream {@code ImageCopy} (contract section 15). */
    public CopyResult copyImage(Ref source, Ref target, CopyOptions options) throws IOException {
        ofVersion(source);
        schemes.of(target);
        requireSet(target.isSet(), target);
        return copier().copy(source, target, options);
    }

    /**
     * Upstream {@code ImageConfig}: of this machine's platform unless another is asked for (CF-1).
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE when the manifest is not that of an image
     */
    public ImageConfig imageConfig(Ref ref, Optional<Platform> platform) throws IOException {
        Manifest manifest = getManifest(ref, Optional.of(platform.orElseGet(Platform::local)));
        Descriptor config = manifest.config().orElseThrow(() -> notAnImage(manifest.mediaType()));
        return readConfig(ref, config);
    }

    /** Reads the config a manifest of the repository names (BL-21). */
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
        operation(() -> {
            Ref exported = options.platform().isPresent()
                    ? resolvePlatform(ref, options.platform().get())
                    : ref;
            new ImageExporter(scheme).export(exported, out, options);
            return exported;
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
        operation(() -> {
            new BaseCheck(this, options).check(image);
            return image;
        });
    }

    /** Upstream {@code Close}: ends the work on a reference; a layout that was modified collects its garbage. */
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

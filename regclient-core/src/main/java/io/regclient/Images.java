// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import io.regclient.copy.CopyOptions;
import io.regclient.copy.CopyResult;
import io.regclient.error.RegistryException;
import io.regclient.image.BaseCheck;
import io.regclient.image.BaseCheckOptions;
import io.regclient.image.ConfigBlob;
import io.regclient.image.ConfigReader;
import io.regclient.image.FileLookup;
import io.regclient.image.ImageFile;
import io.regclient.image.ManifestLookup;
import io.regclient.image.NewImage;
import io.regclient.mod.ImageEdit;
import io.regclient.mod.ImageModifier;
import io.regclient.mod.ModifyOptions;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageConfig;
import io.regclient.model.Manifest;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.SchemeSet;
import io.regclient.tarball.ArchiveFile;
import io.regclient.tarball.ExportOptions;
import io.regclient.tarball.ImageExporter;
import io.regclient.tarball.ImageImporter;
import io.regclient.tarball.ImportOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whole images, with everything they name: {@link RegClient#images}, which says how its methods fail. */
public final class Images {
    private final SchemeSet schemes;
    private final SharedCopier copier;
    private final Workshop workshop;

    Images(SchemeSet schemes, SharedCopier copier, Workshop workshop) {
        this.schemes = schemes;
        this.copier = copier;
        this.workshop = workshop;
    }

    /**
     * Upstream {@code ImageCopy}: blobs, children, referrers, and the manifest itself last (contract section 15). The
     * target's tag never stands for something incomplete; a failed copy can be repeated and goes on where it stopped.
     *
     * @param target with a tag, or with the digest of the source
     */
    public CopyResult copy(Ref source, Ref target, CopyOptions options) throws IOException {
        schemes.ofVersion(source);
        schemes.of(target); // an unknown storage is the first thing wrong with a target
        schemes.ofVersion(target);
        return Operations.call(() -> copier.get().copy(source, target, options));
    }

    /** Dry runs of copies that belong together. */
    public CopyPlan copyPlan() {
        return new CopyPlan(schemes, copier.get());
    }

    /**
     * Upstream {@code ImageConfig}: of this machine's platform unless another is asked for (CF-1).
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE when the manifest is not that of an image
     */
    public ConfigBlob readConfig(Ref ref, Optional<Platform> platform) throws IOException {
        return Operations.call(() -> new ConfigReader(schemes, workshop.configs()).read(ref, platform));
    }

    /**
     * Reads the config a manifest of the repository names, at most 8 MiB (BL-21).
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE for the config of something else
     */
    public ImageConfig readConfig(Ref repo, Descriptor config) throws IOException {
        return Operations.call(() -> new ConfigReader(schemes, workshop.configs()).read(repo, config));
    }

    /**
     * Opens a file of an image as a container would see it (AR-5, regctl 9.6.7); the caller closes it, until then it
     * holds a slot of the host (CO-1).
     *
     * @param platform which image of an index
     * @param name a leading "/" changes nothing; links are not followed
     * @throws RegistryException of kind FILE_NOT_FOUND, or FILE_DELETED when a layer removed it
     */
    public ImageFile openFile(Ref ref, Optional<Platform> platform, String name) throws IOException {
        return Operations.call(() -> new FileLookup(schemes).inImage(ref, platform, name));
    }

    /**
     * Pushes an image without layers; what has the tag loses it (regctl 9.6.3).
     *
     * @param target a repository alone gets the image by its digest
     */
    public Manifest create(Ref target, NewImage image) throws IOException {
        Scheme scheme = schemes.ofRepo(target);
        return Operations.call(() -> image.push(scheme, target));
    }

    /**
     * Upstream {@code ImageExport}: an OCI layout in a tar archive that {@code docker load} reads as well, when it is a
     * single image (EX-1). Referrers and digest tags are not exported.
     *
     * @param out is not closed; buffer it when small writes are expensive
     */
    public void exportTar(Ref ref, OutputStream out, ExportOptions options) throws IOException {
        Scheme scheme = schemes.ofVersion(ref);
        Operations.run(() -> {
            Ref exported = options.platform().isPresent()
                    ? new ManifestLookup(schemes)
                            .resolve(ref, options.platform().get())
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
    public Descriptor importTar(Ref target, SeekableByteChannel archive, ImportOptions options) throws IOException {
        Scheme scheme = schemes.ofVersion(target);
        return Operations.call(() -> new ImageImporter(scheme).importImage(target, archive, options));
    }

    /** Like {@link #importTar(Ref, SeekableByteChannel, ImportOptions)}; a file that cannot be opened is LOCAL_IO. */
    public Descriptor importTar(Ref target, Path archive, ImportOptions options) throws IOException {
        try (SeekableByteChannel channel = ArchiveFile.open(archive)) {
            return importTar(target, channel, options);
        }
    }

    /**
     * Like {@link #importTar(Ref, SeekableByteChannel, ImportOptions)}, from a stream that can be read only once: it is
     * kept in a temporary file meanwhile, within the limit of the options.
     *
     * @param archive is not closed
     */
    public Descriptor importTar(Ref target, InputStream archive, ImportOptions options) throws IOException {
        Scheme scheme = schemes.ofVersion(target);
        return Operations.call(
                () -> new ImageImporter(scheme).importImage(target, archive, workshop.temporary(), options));
    }

    /**
     * Upstream {@code ImageCheckBase}: returns when the base of an image is still what it was built on (CB-1).
     *
     * @throws RegistryException of kind MISMATCH when the base has changed, any other kind when that cannot be told
     */
    public void checkBase(Ref image, BaseCheckOptions options) throws IOException {
        Operations.run(() -> new BaseCheck(schemes, options).check(image));
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
    public Ref modify(Ref source, Optional<Ref> target, List<ImageEdit> edits) throws IOException {
        return modify(source, target, edits, ModifyOptions.NONE);
    }

    /** The same with a listener, or as a dry run, which reads what it must and writes nothing. */
    public Ref modify(Ref source, Optional<Ref> target, List<ImageEdit> edits, ModifyOptions options)
            throws IOException {
        schemes.ofVersion(source);
        if (target.isPresent()) {
            schemes.ofRepo(target.get());
        }
        ImageModifier modifier = workshop.modifier(copier.get());
        return Operations.call(() -> modifier.modify(source, target, edits, options));
    }
}

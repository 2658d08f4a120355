// SPDX-License-Identifier: Apache-2.0
package io.regclient.tarball;

import io.regclient.archive.ArchiveLimits;
import io.regclient.archive.ChannelSource;
import io.regclient.archive.TemporaryFile;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;
import io.regclient.scheme.Guard;
import io.regclient.scheme.Scheme;
import io.regclient.stream.LimitedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes an image from a tar archive: an OCI layout, or what {@code docker save} writes; plain or compressed by gzip,
 * bzip2, xz or zstd (IM-1 to IM-6). The archive is read in as many passes as the order of its members needs.
 */
public final class ImageImporter {
    private static final Logger LOG = LoggerFactory.getLogger(ImageImporter.class);

    private final Scheme scheme;

    /** Pushes to the repositories of a scheme. */
    public ImageImporter(Scheme scheme) {
        this.scheme = scheme;
    }

    /**
     * Pushes blobs that the target lacks, then manifests, the one under the target's name last. A failure leaves the
     * name untouched.
     *
     * @param archive read from its position on; not closed
     * @return what the target's name stands for now
     * @throws RegistryException of kind NOT_FOUND when the archive lacks the image or a part of it
     */
    public Descriptor importImage(Ref target, SeekableByteChannel archive, ImportOptions options) throws IOException {
        try (Guard _ = scheme.guard(target)) {
            TarFile tar = new TarFile(new ChannelSource(archive, "failed to read the tar file"), options.limits());
            return new Run(target, tar, options).finish();
        } catch (RegistryException e) {
            throw e.withContext("failed to import " + target.commonName());
        }
    }

    /**
     * Like {@link #importImage(Ref, SeekableByteChannel, ImportOptions)}, from a stream that can be read only once.
     *
     * @param archive is not closed
     * @param temporary directory for a copy of the archive, which may have {@link ArchiveLimits#maxBytes} bytes
     */
    public Descriptor importImage(Ref target, InputStream archive, Path temporary, ImportOptions options)
            throws IOException {
        try (TemporaryFile copy = TemporaryFile.create(temporary)) {
            try (OutputStream out = copy.write()) {
                new LimitedInputStream(archive, options.limits().maxBytes(), "the tar file").transferTo(out);
            }
            try (SeekableByteChannel channel = copy.channel()) {
                return importImage(target, channel, options);
            }
        }
    }

    /** One import. */
    private final class Run {
        private final Ref target;
        private final TarFile tar;
        private final ImportOptions options;
        private final LayoutImport layout;
        private final Map<String, byte[]> members = new HashMap<>();
        private boolean warned;

        private Run(Ref target, TarFile tar, ImportOptions options) {
            this.target = target;
            this.tar = tar;
            this.options = options;
            this.layout = new LayoutImport(scheme, target);
        }

        private Descriptor finish() throws IOException {
            tar.pass(this::first);
            int seen = -1;
            while (layout.isStarted() && !layout.isComplete() && seen != layout.changes()) {
                seen = layout.changes();
                tar.pass(layout::visit);
            }
            Optional<byte[]> docker = Optional.ofNullable(members.get(Members.DOCKER_MANIFEST));
            if (layout.isSufficient()) {
                return layout.push();
            }
            if (docker.isPresent()) {
                return new DockerImport(scheme, target, tar, options)
                        .run(DockerArchive.read(docker.get(), options.name()));
            }
            throw RegistryException.of(
                    ErrorKind.NOT_FOUND, "unable to read all files from tar: not found" + layout.missing());
        }

        /** Looks for what says how the archive is made, and for the parts of a layout as soon as it is one. */
        private boolean first(TarFile.Member member) throws IOException {
            String name = member.entry().name();
            switch (name) {
                case Members.LAYOUT, Members.INDEX, Members.DOCKER_MANIFEST -> keep(name, member);
                default -> {
                    return layout.visit(member);
                }
            }
            if (!layout.isStarted() && members.containsKey(Members.INDEX) && members.containsKey(Members.LAYOUT)) {
                start(members.get(Members.INDEX), members.get(Members.LAYOUT));
            }
            return !layout.isComplete();
        }

        private void keep(String name, TarFile.Member member) throws IOException {
            if (member.entry().isFile() && !members.containsKey(name)) {
                members.put(name, member.readAll());
            }
        }

        /** Another version warns, and the archive is not taken for a layout (IM-2). */
        private void start(byte[] index, byte[] marker) throws IOException {
            String version = Json.parseObject(marker, Members.LAYOUT).string("imageLayoutVersion");
            if (version.equals(Members.LAYOUT_VERSION)) {
                layout.start(index, options.name());
            } else if (!warned) {
                warned = true;
                LOG.atWarn()
                        .addKeyValue("image", target.commonName())
                        .addKeyValue("version", version)
                        .log("Ignoring the OCI layout in the tar file, its version is not supported");
            }
        }
    }
}

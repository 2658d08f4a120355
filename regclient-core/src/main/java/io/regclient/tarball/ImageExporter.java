// SPDX-License-Identifier: Apache-2.0
package io.regclient.tarball;

import io.regclient.archive.Compression;
import io.regclient.archive.TarWriter;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.file.FileFailure;
import io.regclient.json.JsonWriter;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.ref.Ref;
import io.regclient.scheme.Scheme;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes an image or index as an OCI layout in a tar archive, for a single image with the {@code manifest.json} that
 * {@code docker load} reads (EX-1 to EX-5). The same image gives the same bytes.
 */
public final class ImageExporter {
    private final Scheme scheme;

    /** Reads from the repositories of a scheme. */
    public ImageExporter(Scheme scheme) {
        this.scheme = scheme;
    }

    /**
     * Writes the archive; after a failure it is incomplete.
     *
     * @param out is neither buffered nor closed
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE for schema 1, LOCAL_IO when the stream cannot be
     *     written, and whatever reading the image throws
     */
    public void export(Ref ref, OutputStream out, ExportOptions options) throws IOException {
        Manifest manifest = scheme.getManifest(ref);
        Ref name = options.name().orElse(ref);
        try {
            OutputStream open = new Unclosed(out);
            OutputStream archive = options.compress() ? Compression.GZIP.compress(open) : open;
            write(ref, name, manifest, new TarWriter(archive));
            archive.close();
        } catch (RegistryException e) {
            throw e.withContext("failed to export " + ref.commonName());
        } catch (IOException e) {
            throw unwritten(ref, e);
        }
    }

    private void write(Ref ref, Ref name, Manifest manifest, TarWriter tar) throws IOException {
        ContentWriter content = new ContentWriter(scheme, ref.withoutVersion(), tar);
        content.requireExportable(manifest);
        tar.file(Members.LAYOUT, JsonWriter.compact(Map.of("imageLayoutVersion", Members.LAYOUT_VERSION)));
        tar.file(Members.INDEX, index(name, manifest));
        if (manifest.config().isPresent()) {
            tar.file(
                    Members.DOCKER_MANIFEST,
                    DockerArchive.write(name, manifest, manifest.config().get()));
        }
        content.write(manifest);
        tar.finish();
    }

    private static byte[] index(Ref name, Manifest manifest) {
        Descriptor entry = manifest.descriptor()
                .withAnnotations(Map.of(
                        Members.IMAGE_NAME, name.commonName(),
                        Members.REF_NAME, name.tag().orElse("")));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schemaVersion", 2);
        tree.put("manifests", List.of(entry.toTree()));
        return JsonWriter.compact(tree);
    }

    private static RegistryException unwritten(Ref ref, IOException e) {
        boolean interrupted = e instanceof InterruptedIOException || e instanceof ClosedByInterruptException;
        return RegistryException.of(
                interrupted ? ErrorKind.CANCELED : ErrorKind.LOCAL_IO,
                "failed to export " + ref.commonName() + ": " + FileFailure.reason(e),
                e);
    }

    /** Lets an encoder end its data while the caller's stream stays open. */
    private static final class Unclosed extends FilterOutputStream {
        private Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            out.write(buffer, offset, length);
        }

        @Override
        public void close() throws IOException {
            out.flush();
        }
    }
}

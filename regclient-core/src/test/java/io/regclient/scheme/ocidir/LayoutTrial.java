// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.StoredImage;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A process of its own that tries to write where that is impossible and says what happened: {@code PATH WHAT}. */
final class LayoutTrial {
    private static final byte[] LARGE = new byte[8 << 20];
    private static final Descriptor BLOB = Descriptor.ofContent("", LARGE);

    private final OciDirScheme scheme = OciDirScheme.builder().build();
    private final LayoutFixture layout;
    private final Ref ref;
    private final StoredImage first = StoredImage.of("first", "layer");
    private final StoredImage second = StoredImage.of("second");
    private final PrintStream out;

    private LayoutTrial(Path directory, PrintStream out) throws IOException {
        this.layout = new LayoutFixture(directory);
        this.ref = layout.ref();
        this.out = out;
    }

    static void main(String[] args) throws IOException {
        LayoutTrial trial = new LayoutTrial(Path.of(args[0]), System.out);
        switch (args[1]) {
            case "prepare" -> trial.prepare();
            case "read-only" -> trial.write();
            case "full" -> {
                trial.prepare();
                Path filler = Path.of(args[0]).resolveSibling("filler");
                trial.fill(filler);
                trial.write();
                Files.delete(filler);
                trial.second.push(trial.scheme, trial.ref.withTag("v2"));
                trial.show("v2 readable", trial.isReadable("v2", trial.second));
            }
            default -> throw new IllegalArgumentException(args[1]);
        }
    }

    private void prepare() throws IOException {
        first.push(scheme, ref.withTag("v1"));
        second.pushBlobs(scheme, ref);
    }

    private void fill(Path filler) throws IOException {
        try (OutputStream file = Files.newOutputStream(filler)) {
            while (true) {
                file.write(new byte[4096]);
            }
        } catch (IOException e) {
            if (Files.size(filler) == 0) {
                throw e; // not because the disk is full
            }
        }
    }

    private void write() throws IOException {
        List<String> files = layout.files();
        String index = layout.index();
        attempt("blob", () -> scheme.putBlob(ref, BLOB, BlobSource.ofBytes(LARGE)));
        attempt("manifest", () -> scheme.putManifest(ref.withTag("v1"), second.manifest(), ManifestPut.top()));
        show("unchanged", files.equals(layout.files()) && index.equals(layout.index()));
        show("v1 readable", isReadable("v1", first));
    }

    private boolean isReadable(String tag, StoredImage image) throws IOException {
        return scheme.getManifest(ref.withTag(tag))
                .digest()
                .equals(image.manifest().digest());
    }

    /** Something that may fail. */
    private interface Attempt {
        void run() throws IOException;
    }

    private void attempt(String what, Attempt attempt) throws IOException {
        try {
            attempt.run();
            out.println(what + ": done");
        } catch (RegistryException e) {
            String text = e.getMessage()
                    .replace(layout.path().toString(), "DIR")
                    .replace(BLOB.digest().orElseThrow().toString(), "BLOB")
                    .replace(second.manifest().digest().toString(), "IMAGE")
                    .replaceAll("sha256/[^ :]*\\.tmp", "sha256/FILE");
            out.println(what + ": " + e.kind() + " " + text);
        }
    }

    private void show(String what, boolean value) {
        out.println(what + ": " + value);
    }
}

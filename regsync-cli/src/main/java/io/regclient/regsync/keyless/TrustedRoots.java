// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.keyless;

import dev.sigstore.json.JsonParseException;
import dev.sigstore.trustroot.SigstoreConfigurationException;
import dev.sigstore.trustroot.SigstoreTrustedRoot;
import dev.sigstore.tuf.FileSystemTufStore;
import dev.sigstore.tuf.MetaFetcher;
import dev.sigstore.tuf.PassthroughCacheMetaStore;
import dev.sigstore.tuf.RootProvider;
import dev.sigstore.tuf.SigstoreTufClient;
import dev.sigstore.tuf.TrustedMetaStore;
import dev.sigstore.tuf.Updater;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.file.FileFailure;
import io.regclient.file.SmallFile;
import io.regclient.time.Ticker;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where it is read who is trusted: a file, or the repository of the public instance of sigstore, which is secured by TUF
 * and starts with a root that comes with the library. Thread-safe; what is read is kept.
 */
public final class TrustedRoots {
    /** Bytes of a trusted root; the public one has some 7,000. */
    private static final int MAX_BYTES = 1 << 20;

    private static final int MAX_FILES = 16;
    private static final URI PUBLIC = URI.create("https://tuf-repo-cdn.sigstore.dev/");
    private static final String TARGET = "trusted_root.json";
    private static final long FRESH = Duration.ofDays(1).toNanos();

    /** How long a failure is remembered: a run of many images does not wait for each of them. */
    private static final long RETRY = Duration.ofMinutes(1).toNanos();

    private final URI mirror;
    private final Path store;
    private final Ticker ticker;
    private final Map<Path, FromFile> files = new LinkedHashMap<>();
    private Optional<FromMirror> fetched = Optional.empty();

    /** The public instance of sigstore, kept where the library for Java keeps it, in the home directory. */
    public TrustedRoots() {
        this(PUBLIC, Path.of(System.getProperty("user.home", ".")).resolve(".sigstore-java/root"), Ticker.system());
    }

    TrustedRoots(URI mirror, Path store, Ticker ticker) {
        this.mirror = mirror;
        this.store = store;
        this.ticker = ticker;
    }

    @SuppressWarnings("ArrayRecordComponent") // shared read-only, and never compared
    private record FromFile(byte[] content, SigstoreTrust trust) {}

    private record FromMirror(long nanos, Optional<SigstoreTrust> trust, Optional<RegistryException> failure) {}

    /**
     * Who is trusted. A file is read each time and understood once, so that a server takes up a new one.
     *
     * @param file empty for the public instance
     * @throws RegistryException of kind LOCAL_IO, INVALID_INPUT for what is no trusted root, TRANSPORT
     */
    synchronized SigstoreTrust get(Optional<String> file) throws RegistryException {
        return file.isPresent() ? fromFile(file.get()) : fromMirror();
    }

    private SigstoreTrust fromFile(String name) throws RegistryException {
        String where = "trusted root " + VisibleText.name(name);
        try {
            Path path = Path.of(name);
            byte[] content = SmallFile.read(path, MAX_BYTES)
                    .orElseThrow(() -> RegistryException.of(
                            ErrorKind.INVALID_INPUT, where + ": larger than " + MAX_BYTES + " bytes"));
            FromFile known = files.get(path);
            if (known == null || !Arrays.equals(known.content(), content)) {
                if (files.size() >= MAX_FILES) {
                    files.clear();
                }
                known = new FromFile(content, parse(content, where));
                files.put(path, known);
            }
            return known.trust();
        } catch (InvalidPathException e) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, where + ": this is no name of a file", e);
        } catch (RegistryException e) {
            throw e;
        } catch (IOException e) {
            throw RegistryException.ofFile("read " + where, FileFailure.reason(e), e);
        }
    }

    private static SigstoreTrust parse(byte[] content, String where) throws RegistryException {
        try {
            return SigstoreTrust.of(SigstoreTrustedRoot.from(new ByteArrayInputStream(content)));
        } catch (RegistryException e) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT, where + ": " + e.getMessage() + ", and signatures need one", e);
        } catch (SigstoreConfigurationException | RuntimeException e) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT,
                    where + ": this is no trusted root of sigstore: " + LibraryMessage.of(e),
                    e);
        }
    }

    private SigstoreTrust fromMirror() throws RegistryException {
        long now = ticker.nanos();
        boolean isKnown = fetched.isPresent()
                && now - fetched.get().nanos() < (fetched.get().trust().isPresent() ? FRESH : RETRY);
        if (!isKnown) {
            fetched = Optional.of(fetch(now));
        }
        FromMirror result = fetched.get();
        if (result.failure().isPresent()) {
            throw result.failure().get();
        }
        return result.trust().get();
    }

    private FromMirror fetch(long now) {
        String where = "trusted root of " + mirror;
        try {
            return new FromMirror(now, Optional.of(parse(update(), where)), Optional.empty());
        } catch (RegistryException e) {
            return new FromMirror(now, Optional.empty(), Optional.of(e));
        } catch (IOException | JsonParseException | RuntimeException e) {
            RegistryException failure = RegistryException.of(
                    ErrorKind.TRANSPORT,
                    "fetch the " + where + ": " + LibraryMessage.of(e)
                            + " (try: gates.cosign.trustedRoot, the name of a file that has it)",
                    e);
            return new FromMirror(now, Optional.empty(), Optional.of(failure));
        }
    }

    private byte[] update() throws IOException, JsonParseException {
        Files.createDirectories(store);
        FileSystemTufStore kept = FileSystemTufStore.newFileSystemStore(store);
        Updater updater = Updater.builder()
                .setTrustedRootPath(RootProvider.fromResource(SigstoreTufClient.PUBLIC_GOOD_ROOT_RESOURCE))
                .setTrustedMetaStore(
                        TrustedMetaStore.newTrustedMetaStore(PassthroughCacheMetaStore.newPassthroughMetaCache(kept)))
                .setTargetStore(kept)
                .setMetaFetcher(MetaFetcher.newFetcher(new MirrorFetcher(mirror)))
                .setTargetFetcher(new MirrorFetcher(mirror.resolve("targets/")))
                .build();
        updater.updateMeta();
        updater.downloadTarget(TARGET);
        return kept.readTarget(TARGET);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import io.regclient.config.CertificateDirectory;
import io.regclient.config.Environment;
import io.regclient.config.HostCatalog;
import io.regclient.copy.BlobPlaces;
import io.regclient.copy.ImageCopier;
import io.regclient.copy.ProgressListener;
import io.regclient.copy.Surroundings;
import io.regclient.copy.WatchingScheme;
import io.regclient.http.RegistryHttp;
import io.regclient.observe.RequestObserver;
import io.regclient.scheme.SchemeSet;
import io.regclient.scheme.ocidir.OciDirScheme;
import io.regclient.scheme.registry.RegistryScheme;
import io.regclient.scheme.registry.RegistrySchemeOptions;
import io.regclient.throttle.HostQueues;
import io.regclient.time.ReadOnce;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Settings of a {@link RegClient}. Not thread-safe; makes one client. */
public final class RegClientBuilder {
    private static final Duration READ_AGAIN = Duration.ofMinutes(10);

    private final RegistryHttp.Builder http = RegistryHttp.builder();
    private RegistrySchemeOptions options = RegistrySchemeOptions.DEFAULT;
    private Ticker ticker = Ticker.system();
    private Environment environment = Environment.ofProcess();
    private boolean collectsGarbage = true;
    private int copyWidth = ImageCopier.DEFAULT_WIDTH;
    private Optional<Supplier<? extends BlobPlaces>> places = Optional.empty();
    private Optional<Supplier<Surroundings>> surroundings = Optional.empty();
    private Optional<ProgressListener> progress = Optional.empty();
    private Optional<Path> temporaryDirectory = Optional.empty();

    RegClientBuilder() {}

    /** Settings and logins of registries. */
    public RegClientBuilder hosts(HostCatalog catalog) {
        http.hosts(catalog);
        return this;
    }

    /** User-Agent header, ASCII. */
    public RegClientBuilder userAgent(String text) {
        http.userAgent(text);
        return this;
    }

    /** Clock of back-off, pacing, tokens, caches and time stamps. */
    public RegClientBuilder ticker(Ticker clock) {
        ticker = clock;
        http.ticker(clock);
        return this;
    }

    /** Waits of back-off and pacing. */
    public RegClientBuilder sleeper(Sleeper waiting) {
        http.sleeper(waiting);
        return this;
    }

    /** Tries per host; zero and negative numbers change nothing. Default 5 (RB-1). */
    public RegClientBuilder retryLimit(int tries) {
        http.retryLimit(tries);
        return this;
    }

    /** Delays between tries, defaults 100 ms and 30 s (contract section 1). */
    public RegClientBuilder delay(Duration initial, Duration max) {
        http.delay(initial, max);
        return this;
    }

    /** Longest single wait for a host that asks for one; default 15 minutes (RB-8). */
    public RegClientBuilder maxWait(Duration limit) {
        http.maxWait(limit);
        return this;
    }

    /**
     * Longest wait for a slot of a host while none of its requests makes progress, default 1 hour. The failure names
     * who holds the slots.
     */
    public RegClientBuilder slotWait(Duration limit) {
        http.slotWait(limit);
        return this;
    }

    /**
     * Where requests wait for their turn: clients that have it in common keep to the limits of a host together. Default is
     * a place of its own.
     */
    public RegClientBuilder queues(HostQueues shared) {
        http.queues(shared);
        return this;
    }

    /** Slowest transfer, default 1024 bytes per second over one minute; 0 switches the check off. */
    public RegClientBuilder stallFloor(long bytesPerSecond, Duration window) {
        http.stallFloor(bytesPerSecond, window);
        return this;
    }

    /** Longest wait for a connection or the head of an answer, default 5 minutes. */
    public RegClientBuilder answerTimeout(Duration limit) {
        http.answerTimeout(limit);
        return this;
    }

    /** Adds a directory of certificates, one sub-directory per host (TL-2). */
    public RegClientBuilder certificateDirectory(CertificateDirectory directory) {
        http.certificateDirectory(directory);
        return this;
    }

    /** Gets each new registry warning (WA-1); default is a line of the log. */
    public RegClientBuilder warnings(Consumer<String> sink) {
        http.warnings(sink);
        return this;
    }

    /** Hears about every request, for metrics and reports; nobody does unless this is called. */
    public RegClientBuilder observer(RequestObserver requests) {
        http.observer(requests);
        return this;
    }

    /**
     * How many processes share the limits that are set for hosts ({@code reqPerSec}, {@code reqConcurrent}); asked again and
     * again. Each takes its part; default is this process alone.
     */
    public RegClientBuilder sharedBy(IntSupplier processes) {
        http.sharedBy(processes);
        return this;
    }

    /** Whether requests are logged at debug and trace; default true. */
    public RegClientBuilder wireLog(boolean enabled) {
        http.wireLog(enabled);
        return this;
    }

    /** Variables, home and working directory of the process. */
    public RegClientBuilder environment(Environment process) {
        environment = process;
        http.environment(process);
        return this;
    }

    /** Keeps manifests and referrers lists in memory (G-1); default is no cache. */
    public RegClientBuilder cache(Duration age, int count) {
        options = options.withCache(age, count);
        return this;
    }

    /**
     * Reads manifests and image configs by digest once in ten minutes; whether they are there is always asked. Default
     * is to read them as often as they are asked for.
     *
     * @param bytes memory for the manifests, and as much for the configs
     */
    public RegClientBuilder readsOnce(long bytes) {
        options = options.withReadBytes(bytes);
        return this;
    }

    /**
     * Sizes of uploads for hosts without settings of their own (BL-10, BL-13).
     *
     * @param chunk bytes of an upload chunk
     * @param max bytes above which blobs are uploaded in chunks; -1 never
     * @param limit upper limit in bytes of both; 0 for none
     */
    public RegClientBuilder blobSizes(long chunk, long max, long limit) {
        options = options.withBlobSizes(chunk, max, limit);
        return this;
    }

    /** Whether {@link RegClient#finish} removes what a layout does not refer to; default true (OL-18). */
    public RegClientBuilder collectsGarbage(boolean collects) {
        collectsGarbage = collects;
        return this;
    }

    /** Calls one copy has under way at most; default 16. */
    public RegClientBuilder copyWidth(int calls) {
        copyWidth = calls;
        return this;
    }

    /** What the threads of a copy take over from the calling thread besides its operation; nothing unless called. */
    public RegClientBuilder surroundings(Supplier<Surroundings> caller) {
        surroundings = Optional.of(caller);
        return this;
    }

    /**
     * Where blobs were seen by earlier processes, so that they are mounted; asked for by the first copy. Nothing is known
     * unless this is called.
     */
    public RegClientBuilder blobPlaces(Supplier<? extends BlobPlaces> remembered) {
        places = Optional.of(remembered);
        return this;
    }

    /**
     * Hears about blobs that are read and written by anything but copies and changes to images, whose options have a
     * listener of their own.
     */
    public RegClientBuilder progress(ProgressListener listener) {
        progress = Optional.of(listener);
        return this;
    }

    /**
     * Where content on its way lies, for example layers while an image is modified (MO-14); default is what
     * {@code TMPDIR} names, else the temporary directory of the Java runtime.
     */
    public RegClientBuilder temporaryDirectory(Path directory) {
        temporaryDirectory = Optional.of(directory);
        return this;
    }

    public RegClient build() {
        OciDirScheme layouts = OciDirScheme.builder()
                .workingDirectory(environment.workingDirectory())
                .environment(environment.variables())
                .clock(ticker::now)
                .collectsGarbage(collectsGarbage)
                .build();
        RegistryHttp transport = http.build();
        RegistryScheme registries = new RegistryScheme(transport, ticker, options);
        SchemeSet schemes = new SchemeSet(Map.of("reg", registries, "ocidir", layouts));
        return new RegClient(
                transport,
                registries,
                watched(schemes),
                new SharedCopier(schemes, copyWidth, ticker, places, surroundings),
                new Workshop(
                        environment.variables(),
                        ticker.now(),
                        new ReadOnce<>(options.readBytes(), READ_AGAIN, ticker),
                        temporary()));
    }

    private Path temporary() {
        if (temporaryDirectory.isPresent()) {
            return temporaryDirectory.get();
        }
        Optional<String> named = environment.variable("TMPDIR");
        boolean isNamed = named.isPresent() && !named.get().isEmpty();
        return environment.workingDirectory().resolve(isNamed ? named.get() : System.getProperty("java.io.tmpdir"));
    }

    private SchemeSet watched(SchemeSet schemes) {
        if (progress.isEmpty()) {
            return schemes;
        }
        ProgressListener listener = progress.get();
        return schemes.through(scheme -> new WatchingScheme(scheme, listener, ticker::nanos));
    }
}

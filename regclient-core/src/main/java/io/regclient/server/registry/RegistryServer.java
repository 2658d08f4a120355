// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.server.samples.SampleImage;
import io.regclient.server.samples.SampleImages;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * A registry in this process: the OCI distribution API 1.1 over a directory of OCI layouts. Meant for development,
 * tests and air-gapped transfers on one machine or a trusted network. Requests run on virtual threads; no blob is ever
 * held in memory.
 */
public final class RegistryServer implements AutoCloseable {
    /** How long {@link #close()} waits for running requests. */
    private static final int STOP_SECONDS = 2;

    private final HttpServer http;
    private final RequestThreads requests;
    private final HeaderDeadline deadline;
    private final StoreDirectory store;
    private final boolean tls;

    /**
     * Starts a thread for each request, from a thread that inherits from the one that starts the server: those of the
     * JDK's server inherit nothing, and the warnings of a request would not reach the log of the program.
     */
    private static final class RequestThreads implements Executor {
        private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
        private final ThreadPoolExecutor starter = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("registry").daemon().factory());

        RequestThreads() {
            starter.prestartCoreThread();
        }

        @Override
        public void execute(Runnable request) {
            starter.execute(() -> requests.execute(request));
        }

        /** Starts no more, and interrupts those that run. */
        void end() {
            starter.close();
            requests.shutdownNow();
        }
    }

    private RegistryServer(
            HttpServer http, RequestThreads requests, HeaderDeadline deadline, StoreDirectory store, boolean tls) {
        this.http = http;
        this.requests = requests;
        this.deadline = deadline;
        this.store = store;
        this.tls = tls;
    }

    /**
     * Starts a server; it accepts requests when this method returns.
     *
     * @throws RegistryException of kind LOCAL_IO when the address or the directory is not available
     */
    public static RegistryServer start(RegistryOptions options) throws IOException {
        return start(options, InstantSource.system(), List.of());
    }

    /**
     * Starts a server with a clock and request filters of its own.
     *
     * @param clock for the expiry of uploads and the pull limit
     * @param filters called for every request, in order, before the registry sees it
     * @throws RegistryException of kind LOCAL_IO when the address or the directory is not available
     */
    public static RegistryServer start(RegistryOptions options, InstantSource clock, List<Filter> filters)
            throws IOException {
        RegistryServer server = bound(options, clock, filters);
        try {
            if (options.has(RegistryFeature.SAMPLES)) {
                server.putSamples(); // whoever connects meanwhile is answered when they are there
            }
        } catch (IOException e) {
            server.close();
            throw e;
        }
        server.http.start();
        return server;
    }

    private static RegistryServer bound(RegistryOptions options, InstantSource clock, List<Filter> filters)
            throws IOException {
        StoreDirectory store = StoreDirectory.open(options.root(), options.has(RegistryFeature.SYNC_WRITES));
        try {
            HttpServer http = bind(options);
            RequestThreads requests = new RequestThreads();
            HeaderDeadline deadline = new HeaderDeadline();
            http.setExecutor(deadline.watching(requests));
            HttpContext context = http.createContext("/", new Dispatcher(store, options, clock));
            context.getFilters().add(deadline);
            context.getFilters().addAll(filters);
            RegistryServer server = new RegistryServer(
                    http, requests, deadline, store, options.tls().isPresent());
            store.announce(server.uri());
            return server;
        } catch (IOException e) {
            store.close();
            InetSocketAddress address = options.address();
            throw RegistryException.of(
                    ErrorKind.LOCAL_IO,
                    "listen on " + address.getHostString() + ":" + address.getPort() + ": "
                            + RegistryException.describe(e),
                    e);
        }
    }

    private static HttpServer bind(RegistryOptions options) throws IOException {
        if (options.address().isUnresolved()) {
            throw new UnknownHostException("unknown host " + options.address().getHostString());
        }
        if (options.tls().isEmpty()) {
            return HttpServer.create(options.address(), 0);
        }
        HttpsServer https = HttpsServer.create(options.address(), 0);
        https.setHttpsConfigurator(configurator(options.tls().get(), options.clientCertificates()));
        return https;
    }

    private static HttpsConfigurator configurator(SSLContext context, boolean clientCertificates) {
        return new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = getSSLContext().getDefaultSSLParameters();
                tls.setNeedClientAuth(clientCertificates);
                parameters.setSSLParameters(tls);
            }
        };
    }

    /** The address the server listens on, with the real port. */
    public InetSocketAddress address() {
        return http.getAddress();
    }

    /** Host and port as used in references; a server that listens on every interface is reached by the loopback one. */
    public String host() {
        InetSocketAddress bound = http.getAddress();
        InetAddress ip = bound.getAddress();
        String name = ip.isAnyLocalAddress() ? "127.0.0.1" : ip.getHostAddress();
        return (name.indexOf(':') >= 0 ? "[" + name + "]" : name) + ":" + bound.getPort();
    }

    /** Root of the server, for example {@code http://127.0.0.1:5000/}. */
    public URI uri() {
        return URI.create((tls ? "https://" : "http://") + host() + "/");
    }

    /**
     * The directory with the layouts: repository {@code a/b} is readable as {@code ocidir://<root>/a/b} at any time.
     * Other tools should write there only while the server is stopped: their garbage collection does not know the
     * blobs of a push that goes on here.
     */
    public Path root() {
        return store.root();
    }

    /**
     * Stores an image without going through HTTP, for samples and fixtures.
     *
     * @param repository name of the repository
     * @param image content; its root manifest gets the tags
     * @throws RegistryException of kind INVALID_REFERENCE for a name or tag that is not allowed, LOCAL_IO otherwise
     */
    public void put(String repository, SampleImage image, List<String> tags) throws IOException {
        new ImageStorage(store).put(repository, image, tags);
    }

    /** Stores all samples: images for trying things out without a network. */
    public void putSamples() throws IOException {
        for (SampleImages.Sample sample : SampleImages.all()) {
            put(sample.repository(), sample.image(), sample.tags());
        }
    }

    /**
     * Stops: no new requests, running ones get two seconds to end, then their threads are interrupted and the
     * directory is released.
     */
    @Override
    public void close() throws IOException {
        http.stop(STOP_SECONDS);
        requests.end();
        deadline.close();
        store.close();
    }
}

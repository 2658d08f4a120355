// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.regclient.digest.Digest;
import io.regclient.file.FileFailure;
import io.regclient.server.message.ErrorCode;
import io.regclient.server.message.Refusal;
import io.regclient.server.message.Reply;
import io.regclient.server.message.Request;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the handler of a request and turns its refusals and failures into answers. */
final class Dispatcher implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** Most bytes of an unwanted request body that are read. */
    private static final long DRAIN_BYTES = 8 << 20;

    private static final int DRAIN_BUFFER_BYTES = 8 << 10;

    private final RegistryOptions options;
    private final HostGuard guard;
    private final BasicAuthentication authentication;
    private final BlobHandler blobs;
    private final UploadHandler uploads;
    private final ManifestHandler manifests;
    private final ListHandler lists;
    private final ReferrerHandler referrers;

    Dispatcher(StoreDirectory store, RegistryOptions options, InstantSource clock) {
        this.options = options;
        this.guard = new HostGuard(options.address(), options.allowedNames());
        this.authentication = new BasicAuthentication(options.users());
        this.blobs = new BlobHandler(store, options);
        this.uploads = new UploadHandler(store, new UploadTable(store.staging(), clock), options);
        this.manifests =
                new ManifestHandler(store, options, options.pullLimit().map(limit -> new PullQuota(limit, clock)));
        this.lists = new ListHandler(store, options);
        this.referrers = new ReferrerHandler(store, options);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply = reply(exchange).with("Docker-Distribution-API-Version", "registry/2.0");
            if (!readToEnd(exchange.getRequestBody())) {
                reply = reply.with("Connection", "close");
            }
            LOG.debug(
                    "{} {} {}",
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    reply.status());
            reply.send(exchange);
        }
    }

    /**
     * Reads what a refused request still sends, within limits: the JDK server would close the connection unannounced,
     * and the client's next request on it would fail.
     */
    private static boolean readToEnd(InputStream body) {
        try {
            byte[] buffer = new byte[DRAIN_BUFFER_BYTES];
            long read = 0;
            while (read < DRAIN_BYTES) {
                int n = body.read(buffer);
                if (n < 0) {
                    return true;
                }
                read += n;
            }
            return false;
        } catch (IOException e) {
            return false; // the client is gone; sending the answer will tell
        }
    }

    private Reply reply(HttpExchange exchange) {
        try {
            return answer(Request.of(exchange));
        } catch (Refusal e) {
            return e.reply();
        } catch (IOException e) {
            // A full disk, a damaged layout, or a client that went away while it sent the body
            LOG.warn(
                    "{} {}: {}",
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    FileFailure.located(e));
            return Refusal.of(ErrorCode.UNKNOWN, "the registry could not read or write its files")
                    .reply();
        }
    }

    private Reply answer(Request request) throws IOException {
        guard.check(request);
        authentication.check(request);
        if (request.method().equals("HEAD") && !options.has(RegistryFeature.HEAD)) {
            throw methodNotAllowed("GET");
        }
        return switch (Route.of(request.path())) {
            case Route.Ping ping -> ping(request);
            case Route.Catalog catalog -> lists.catalog(request);
            case Route.Tags tags -> lists.tags(request, tags.name());
            case Route.Manifests route -> manifests.handle(request, route);
            case Route.Blobs route -> blobs.handle(request, route);
            case Route.NewUpload route -> uploads.handle(request, route);
            case Route.Upload route -> uploads.handle(request, route);
            case Route.Referrers route -> referrers.handle(request, route);
            case Route.Unknown unknown ->
                throw Refusal.of(ErrorCode.UNSUPPORTED, "no such endpoint").withStatus(404);
        };
    }

    private static Reply ping(Request request) throws Refusal {
        requireRead(request);
        return Reply.json(200, "{}");
    }

    static void requireRead(Request request) throws Refusal {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            throw methodNotAllowed("GET, HEAD");
        }
    }

    static Refusal methodNotAllowed(String allowed) {
        return Refusal.of(ErrorCode.UNSUPPORTED, "this endpoint knows " + allowed)
                .withHeader("Allow", allowed);
    }

    static Reply withDigest(Reply reply, Digest digest, RegistryOptions options) {
        return options.has(RegistryFeature.DIGEST_HEADER)
                ? reply.with("Docker-Content-Digest", digest.toString())
                : reply;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.tls.CertificateRequest;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Handshake;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer on one connection, without redirects or retries. It watches what the connection does, ends
 * promptly when its thread is interrupted, and turns every failure into words.
 */
public final class Exchange extends EventListener implements Closeable {
    private final StallWatchdog watchdog;
    private final TransferMeter meter;
    private final Listener listener;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean stuck = new AtomicBoolean();
    private @Nullable Call call;
    private @Nullable Response response;
    private @Nullable InputStream body;
    private volatile @Nullable InetSocketAddress address;
    private volatile boolean proxied;
    private volatile boolean connecting;
    private volatile boolean fresh;
    private volatile boolean answered;
    private volatile CertificateRequest certificate = CertificateRequest.NONE;

    Exchange(StallWatchdog watchdog, TransferMeter meter, Listener listener) {
        this.watchdog = watchdog;
        this.meter = meter;
        this.listener = listener;
    }

    /** Hears about an exchange in the thread that works on it, once when it is over. */
    public interface Listener {
        /** Content of the request or its answer has moved. */
        default void moved() {}

        void ended(Exchange exchange);
    }

    /** Status of the answer, empty when there is none. */
    public OptionalInt status() {
        return response == null ? OptionalInt.empty() : OptionalInt.of(response.code());
    }

    /**
     * What a proxy means that answers 400 to a request it does not let through.
     *
     * @param reason what the answer says
     * @return words behind the name of the host; empty when the answer is not about a client certificate
     */
    public String certificateProblem(String reason) {
        return switch (certificate) {
            case NONE -> "";
            case UNMET -> " wants a client certificate";
            case ANSWERED ->
                reason.isEmpty()
                        ? " may not accept the client certificate"
                        : reason.contains("certificate") ? " does not accept the client certificate" : "";
        };
    }

    /** What became of a request for a client certificate, if this exchange made its connection. */
    private CertificateRequest certificateRequest() {
        return meter.isHandshaking() ? CertificateRequest.last() : certificate;
    }

    /** True when it has made its connection, and waited for that. */
    public boolean isFirst() {
        return fresh;
    }

    /** Bytes of content that were sent. */
    public long sent() {
        return meter.sent();
    }

    /** Bytes of content that were read. */
    public long received() {
        return meter.received();
    }

    TransferMeter meter() {
        return meter;
    }

    /**
     * Sends the request and waits for the head of the answer.
     *
     * @param request without the tag that this method adds
     * @throws ExchangeFailure when there is no answer
     * @throws RegistryException of kind CANCELED when the thread is interrupted
     */
    Response execute(OkHttpClient client, Request request) throws IOException {
        Request tagged = request.newBuilder().tag(Exchange.class, this).build();
        Call started = client.newCall(tagged);
        call = started;
        if (Thread.currentThread().isInterrupted()) {
            throw RequestErrors.canceled(RequestErrors.describe(tagged), Optional.empty());
        }
        meter.expectAnswer();
        watchdog.watch(this);
        TransferMeter outer = meter.enter();
        boolean done = false;
        try {
            Response answer = ClientSet.restored(started.execute());
            response = answer;
            meter.expectFlow();
            body = answer.body().byteStream();
            done = true;
            return answer;
        } catch (SourceFailure e) {
            throw e;
        } catch (IOException e) {
            throw translate(e);
        } catch (RuntimeException e) {
            if (!meter.isAsked() && e instanceof IllegalArgumentException) {
                // the proxy rules and the HTTP client report unusable settings this way
                throw RegistryException.of(ErrorKind.INVALID_INPUT, "request failed: " + e.getMessage(), e);
            }
            throw translate(unreadable(e));
        } finally {
            TransferMeter.leave(outer);
            if (!done) {
                abort();
            }
        }
    }

    public Response response() {
        if (response == null) {
            throw new IllegalStateException("no answer yet");
        }
        return response;
    }

    public HttpUrl url() {
        return response().request().url();
    }

    /** The other end; empty when a proxy is in between. */
    public Optional<InetAddress> peer() {
        InetSocketAddress known = address;
        return known == null || proxied ? Optional.empty() : Optional.ofNullable(known.getAddress());
    }

    /**
     * Reads content of the answer.
     *
     * @throws ExchangeFailure when the connection breaks or stalls
     * @throws RegistryException of kind CANCELED when the thread is interrupted
     */
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (body == null) {
            throw new IllegalStateException("no answer yet");
        }
        TransferMeter outer = meter.enter();
        meter.begin();
        try {
            int count = body.read(buffer, offset, length);
            if (meter.endReading(count)) {
                throw new TransferMeter.StalledException();
            }
            return count;
        } catch (IOException e) {
            throw translate(e);
        } catch (RuntimeException e) {
            throw translate(unreadable(e));
        } finally {
            TransferMeter.leave(outer);
        }
    }

    /** How the HTTP client reports some answers it cannot make sense of. */
    private static ProtocolException unreadable(RuntimeException e) {
        ProtocolException unreadable = new ProtocolException("unreadable answer: " + RegistryException.describe(e));
        unreadable.initCause(e);
        return unreadable;
    }

    /** Whether the answer has a content that was compressed although nobody asked for that. */
    public boolean isEncoded() {
        Response answer = response();
        return GzipBody.isLabelled(answer)
                && answer.code() != 206
                && !answer.request().method().equals("HEAD");
    }

    /** From now on the content is read as it was before it was compressed, and its length is not known. */
    public void decode() {
        if (body != null) {
            body = new GzipBody(body, response());
            response = response()
                    .newBuilder()
                    .removeHeader("Content-Encoding")
                    .removeHeader("Content-Length")
                    .build();
        }
    }

    /** Ends the exchange; a connection with unread content is dropped instead of read to its end. */
    public void abort() {
        if (call != null) {
            call.cancel();
        }
        close();
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        meter.stop();
        watchdog.forget(this);
        TransferMeter outer = meter.enter();
        try {
            if (response != null) {
                response.close();
            }
        } catch (RuntimeException e) {
            // it could not make sense of the content it was to drop, and has dropped the connection
        } finally {
            TransferMeter.leave(outer);
            listener.ended(this);
        }
    }

    /** Called by the watchdog. */
    void abortWhenStuck() {
        if (meter.hangs() && call != null && !stuck.getAndSet(true)) {
            call.cancel();
        }
    }

    private IOException translate(IOException e) {
        meter.stop();
        if (e instanceof RegistryException known) {
            return known;
        }
        String request = call == null ? "request" : RequestErrors.describe(call.request());
        if (Thread.currentThread().isInterrupted()) {
            return RequestErrors.canceled(request, Optional.of(e));
        }
        if (stuck.get() || e instanceof TransferMeter.StalledException) {
            return new ExchangeFailure(stalled(request, e), false, false);
        }
        boolean stale = !fresh && !answered && address != null;
        RequestErrors.Peer peer = new RequestErrors.Peer(host(), peerName(), connecting, stale, certificateRequest());
        return RequestErrors.transport(named(e), peer, request);
    }

    /** The HTTP client reports the end of its patience with headers as the end of the connection. */
    private IOException named(IOException e) {
        if (!meter.hasTooMuchHead() || Causes.find(e, EOFException.class).isEmpty()) {
            return e;
        }
        ProtocolException endless =
                new ProtocolException("more than " + TransferMeter.MAX_HEAD + " bytes of headers or trailers");
        endless.initCause(e);
        return endless;
    }

    private RegistryException stalled(String request, IOException e) {
        if (!meter.isHandshaking()) {
            return RequestErrors.stalled(host(), meter.limit(), request, e);
        }
        // before its own handshake begins it is one with a proxy
        return connecting
                ? RequestErrors.silentProxy(peerName(), meter.limit(), request, e)
                : RequestErrors.silentHandshake(host(), meter.limit(), request, e);
    }

    private String peerName() {
        return proxied ? "proxy " + target() : target();
    }

    private String host() {
        return call == null ? "" : RequestErrors.hostAndPort(call.request().url());
    }

    private String target() {
        InetSocketAddress known = address;
        return known == null ? host() : known.getHostString() + ":" + known.getPort();
    }

    @Override
    public void connectStart(Call call, InetSocketAddress inetSocketAddress, Proxy proxy) {
        peer(inetSocketAddress, proxy);
        connecting = true;
        fresh = true;
        meter.expectAnswer();
    }

    /** Called in the thread of the request, which knows about SOCKS. */
    private void peer(InetSocketAddress server, Proxy proxy) {
        Optional<SocksProxy> socks = GuardedDns.socks();
        address = socks.isPresent() ? socks.get().address() : server;
        proxied = socks.isPresent() || proxy.type() != Proxy.Type.DIRECT;
    }

    @Override
    public void secureConnectStart(Call call) {
        connecting = false;
        CertificateRequest.forget();
        meter.expectHandshake();
    }

    @Override
    public void secureConnectEnd(Call call, @Nullable Handshake handshake) {
        certificate = CertificateRequest.last();
        meter.expectAnswer();
    }

    @Override
    public void connectionAcquired(Call call, Connection connection) {
        peer(connection.route().socketAddress(), connection.route().proxy());
        connecting = false;
        meter.expectAnswer();
    }

    @Override
    public void requestBodyStart(Call call) {
        meter.expectFlow();
    }

    @Override
    public void requestBodyEnd(Call call, long byteCount) {
        meter.expectAnswer();
        meter.awaitHead();
    }

    @Override
    public void requestFailed(Call call, IOException ioe) {
        if (!stuck.get()) { // the message tells what was too slow
            meter.expectAnswer(); // the answer may be there all the same: a server that refuses early
        }
    }

    @Override
    public void requestHeadersEnd(Call call, Request request) {
        if (request.body() == null) {
            meter.awaitHead();
        }
    }

    @Override
    public void responseHeadersEnd(Call call, Response response) {
        answered = true;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.tls.CertificateRequest;
import io.regclient.time.GoDuration;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * Words for failed requests: {@code request failed: <what> [http CODE]: <reason> (METHOD URL)} on one line without
 * secrets (contract ER-2, regctl 2.6).
 */
public final class RequestErrors {
    private static final String PREFIX = "request failed: ";

    private RequestErrors() {}

    /**
     * The other end of a connection.
     *
     * @param host host and port of the request
     * @param target host and port the connection goes to: the same, or a proxy
     * @param connecting true while the connection was being made
     * @param stale true when a reused connection failed before anything was answered
     * @param certificate what became of its request for a client certificate
     */
    record Peer(String host, String target, boolean connecting, boolean stale, CertificateRequest certificate) {}

    /** Method and URL without secrets. */
    public static String describe(Request request) {
        return request.method() + " " + Redaction.text(request.url().toString());
    }

    static String hostAndPort(HttpUrl url) {
        String host = url.host().indexOf(':') >= 0 ? "[" + url.host() + "]" : url.host();
        return host + ":" + url.port();
    }

    public static RegistryException of(ErrorKind kind, String what, String request) {
        return RegistryException.of(kind, PREFIX + what + at(request));
    }

    public static RegistryException of(ErrorKind kind, String what, String request, Throwable cause) {
        return RegistryException.of(kind, PREFIX + what + at(request), cause);
    }

    /** A request that was not sent because the one that failed last would have had the same answer. */
    public static RegistryException shared(RegistryException other, String request) {
        String text = other.getMessage();
        int end = text.endsWith(")") ? text.lastIndexOf(" (") : -1; // its own method and URL
        String what = text.substring(text.startsWith(PREFIX) ? PREFIX.length() : 0, end < 0 ? text.length() : end);
        return RegistryException.ofStatus(
                other.kind(),
                other.httpStatus().orElse(0),
                PREFIX + what + ", as another request found" + at(request),
                other);
    }

    public static RegistryException canceled(String request, Optional<IOException> cause) {
        String message = request + ": context canceled";
        return cause.map(c -> RegistryException.of(ErrorKind.CANCELED, message, c))
                .orElseGet(() -> RegistryException.of(ErrorKind.CANCELED, message));
    }

    static RegistryException stalled(String host, String limit, String request, IOException cause) {
        return of(ErrorKind.STALLED, "connection to " + host + " stalled: " + limit, request, cause);
    }

    /** A server that speaks plain HTTP waits for the end of what is no request for it. */
    static RegistryException silentHandshake(String host, String limit, String request, IOException cause) {
        String what = "TLS handshake with " + host + " stalled: " + limit + ", the server may speak http";
        return of(ErrorKind.TLS_SILENCE, what, request, cause);
    }

    static RegistryException silentProxy(String proxy, String limit, String request, IOException cause) {
        String what = "TLS handshake with " + proxy + " stalled: " + limit + ", the proxy may speak http";
        return of(ErrorKind.STALLED, what, request, cause);
    }

    /** A broken or impossible connection; an {@link ExchangeFailure} or, for a refused address, the error itself. */
    static IOException transport(IOException e, Peer peer, String request) {
        if (Causes.find(e, GuardedDns.LocalTargetException.class).isPresent()) {
            return of(ErrorKind.HTTP_REDIRECT_REFUSED, message(e), request, e);
        }
        if (Causes.find(e, TransferMeter.EndlessFramingException.class).isPresent()) {
            return of(ErrorKind.SIZE_LIMIT_EXCEEDED, peer.host() + " sends no answer: " + inner(e), request, e);
        }
        if (isPlainAnswer(e)) {
            String words = "http: server gave HTTP response to HTTPS client: " + peer.host();
            return permanent(ErrorKind.PLAIN_HTTP_ANSWER, words, peer, request, e);
        }
        Optional<TlsProblem> tls = TlsProblem.of(e, peer);
        if (tls.isPresent()) {
            return permanent(tls.get().kind(), tls.get().words(), peer, request, e);
        }
        if (peer.certificate() == CertificateRequest.ANSWERED) {
            String words = words(e, peer) + ", it may not accept the client certificate";
            return new ExchangeFailure(of(ErrorKind.CLIENT_CERTIFICATE, words, request, e), false, peer.stale());
        }
        ErrorKind kind = endsHandshake(e) ? ErrorKind.TLS_CLOSED : ErrorKind.TRANSPORT;
        return new ExchangeFailure(of(kind, words(e, peer), request, e), false, peer.stale());
    }

    /** What an overloaded server does, too, so that it is asked again. */
    private static boolean endsHandshake(IOException e) {
        return e instanceof SSLHandshakeException
                && Causes.find(e, EOFException.class).isPresent();
    }

    private static ExchangeFailure permanent(
            ErrorKind kind, String words, Peer peer, String request, IOException cause) {
        return new ExchangeFailure(of(kind, words, request, cause), true, peer.stale());
    }

    private static String words(IOException e, Peer peer) {
        return switch (e) {
            case UnknownHostException u
            when u.getCause() instanceof TimeoutException t -> "look up host " + peer.host() + ": " + message(t);
            case UnknownHostException u -> "host " + peer.host() + " is unknown: no address found";
            case NoRouteToHostException n -> "connect to " + peer.target() + ": no route to host";
            case ConnectException c -> "connect to " + peer.target() + ": " + connectReason(c);
            case SocketTimeoutException t
            when peer.connecting() ->
                "connect to " + peer.target() + ": timed out after " + GoDuration.format(ClientSet.CONNECT_TIMEOUT);
            case SocketTimeoutException t -> "connection to " + peer.target() + " timed out";
            case SSLHandshakeException h
            when endsHandshake(h) ->
                "TLS with " + peer.host() + " failed: closed in the handshake, the server may speak http";
            case SSLException s -> "TLS with " + peer.host() + " failed: " + inner(s);
            case ProtocolException p when isTlsAnswer(p) -> peer.host() + " answered with TLS to a plain HTTP request";
            case ProtocolException p -> "connection to " + peer.target() + ": " + message(p);
            default -> "connection to " + peer.target() + ": " + broken(e);
        };
    }

    private static String connectReason(ConnectException e) {
        String text = inner(e);
        return text.isEmpty() ? "failed" : text.equals("Connection refused") ? "connection refused" : text;
    }

    private static String broken(IOException e) {
        if (Causes.find(e, EOFException.class).isPresent()) {
            return "closed before the answer was complete";
        }
        String text = message(e);
        return switch (text) {
            case "Connection reset", "Connection reset by peer" -> "reset by the other side";
            case "Broken pipe" -> "closed by the other side";
            default -> text;
        };
    }

    private static boolean isPlainAnswer(IOException e) {
        return e instanceof SSLException && message(e).contains("Unsupported or unrecognized SSL message");
    }

    /** A TLS alert record where a status line should be. */
    private static boolean isTlsAnswer(ProtocolException e) {
        return RegistryException.describe(e).contains("\u0015\u0003");
    }

    private static String inner(Throwable failure) {
        return OneLine.of(Causes.innermost(failure));
    }

    private static String message(Throwable failure) {
        return OneLine.of(RegistryException.describe(failure));
    }

    /** The request at the end of a message, empty without one. */
    public static String at(String request) {
        return request.isEmpty() ? "" : " (" + request + ")";
    }
}

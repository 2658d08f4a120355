// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.wire;

import io.regclient.config.HostConfig;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.HttpCall;
import io.regclient.http.HttpReply;
import io.regclient.ref.RegistryRef;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.LoggerFactory;

/**
 * The way to the registries, with the check that an answer has the one status an operation counts as success.
 *
 * @param sender sends a request
 * @param hosts settings by name of the registry
 * @param oddMirrors mirrors of which was told that they give answers that make no sense
 */
public record Wire(Sender sender, Function<String, HostConfig> hosts, Set<String> oddMirrors) {
    public static final Set<Integer> OK = Set.of(200);
    public static final Set<Integer> CREATED = Set.of(201);

    public Wire(Sender sender, Function<String, HostConfig> hosts) {
        this(sender, hosts, ConcurrentHashMap.newKeySet());
    }

    /** Makes sense of an answer, which is open meanwhile. */
    @FunctionalInterface
    public interface Reading<T> {
        /**
         * Reads the answer; what it fills besides must be as before after a failure.
         *
         * @throws RegistryException when the answer makes no sense
         */
        T of(HttpReply reply) throws IOException;
    }

    public HttpReply send(HttpCall call) throws IOException {
        return sender.send(call);
    }

    /**
     * Sends a request whose answer must have one of the statuses. The caller closes the answer.
     *
     * @throws RegistryException of kind HTTP_STATUS for another status of the 2xx range
     */
    public HttpReply send(HttpCall call, Set<Integer> success) throws IOException {
        HttpReply reply = sender.send(call);
        if (success.contains(reply.status())) {
            return reply;
        }
        try (reply) {
            throw unexpected(reply.status());
        }
    }

    /**
     * Sends a request and makes sense of the answer, which must have status 200. A mirror whose answer makes none is
     * passed over like one that has no answer (MI-5); the last failure is thrown and names the mirror it is about.
     */
    public <T> T read(RegistryRef repo, HttpCall call, Reading<T> reading) throws IOException {
        HttpCall asked = call;
        while (true) {
            HttpReply reply = send(asked, OK);
            try (reply) {
                return reading.of(reply);
            } catch (RegistryException e) {
                asked = toNextHost(repo, asked, reply.host(), e);
            }
        }
    }

    private HttpCall toNextHost(RegistryRef repo, HttpCall call, String host, RegistryException e)
            throws RegistryException {
        if (host.equals(repo.registry())) {
            throw e;
        }
        RegistryException named = RegistryException.withContext("answer of mirror " + host, e);
        HttpCall.Rules rules = call.rules();
        if (rules.skipMirrors() || rules.passedOver().contains(host) || !isSenseless(e)) {
            throw named;
        }
        if (oddMirrors.add(host)) {
            LoggerFactory.getLogger(Wire.class)
                    .atWarn()
                    .addKeyValue("mirror", host)
                    .addKeyValue("err", RegistryException.describe(e))
                    .log("Answer of a mirror makes no sense, the next host is asked");
        }
        return call.passingOver(host);
    }

    /** The answer is whole, and is none to the request; what breaks on its way was asked for again already. */
    private static boolean isSenseless(RegistryException e) {
        return switch (e.kind()) {
            case DIGEST_MISMATCH, INVALID_INPUT, MISMATCH, MISSING_DIGEST, PARSING_FAILED, SIZE_LIMIT_EXCEEDED -> true;
            case UNSUPPORTED, UNSUPPORTED_MEDIA_TYPE -> true;
            default -> false;
        };
    }

    /** Sends a request of whose answer only the status matters. */
    public void run(HttpCall call, Set<Integer> success) throws IOException {
        send(call, success).close();
    }

    public HostConfig host(String registry) {
        return hosts.apply(registry);
    }

    public static HttpCall.Builder call(String method, RegistryRef repo, String path) {
        return HttpCall.builder(method, repo.registry(), repo.repository(), path);
    }

    /** The failure for an answer that arrived but does not mean success (contract ER-2). */
    public static RegistryException unexpected(int status) {
        if (status == 404) {
            return RegistryException.ofStatus(ErrorKind.NOT_FOUND, status, "not found [http 404]");
        }
        return RegistryException.ofStatus(
                ErrorKind.HTTP_STATUS,
                status,
                String.format(Locale.ROOT, "unexpected http status code: %s [http %d]", reason(status), status));
    }

    /** The registry refused the login, by whatever kind of challenge. */
    public static boolean isUnauthorized(RegistryException e) {
        int status = e.httpStatus().orElse(0);
        return e.kind() == ErrorKind.HTTP_UNAUTHORIZED || status == 401 || status == 403;
    }

    /** The registry, or something in front of it, does not know the method of the request (405, 501). */
    public static boolean isMethodUnknown(RegistryException e) {
        int status = e.httpStatus().orElse(0);
        return status == 405 || status == 501;
    }

    /** The connection broke or stood still, so that nobody can tell how much of the request has arrived. */
    public static boolean isInterruption(RegistryException e) {
        return e.httpStatus().isEmpty()
                && switch (e.kind()) {
                    case TRANSPORT, STALLED, TLS_SILENCE, TLS_CLOSED, RETRY_LIMIT_EXCEEDED, UNAVAILABLE -> true;
                    default -> false;
                };
    }

    /** An answer by which a registry says that it may do the same request later (contract RB-2, RB-3). */
    public static boolean isOverload(RegistryException e) {
        return switch (e.httpStatus().orElse(0)) {
            case 408, 429, 500, 502, 503, 504 -> true;
            default -> false;
        };
    }

    /** Reason phrases (RFC 9110) of the answers that reach this package: 2xx and what it accepts of 4xx. */
    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 201 -> "Created";
            case 202 -> "Accepted";
            case 203 -> "Non-Authoritative Information";
            case 204 -> "No Content";
            case 205 -> "Reset Content";
            case 206 -> "Partial Content";
            case 400 -> "Bad Request";
            case 405 -> "Method Not Allowed";
            case 409 -> "Conflict";
            case 410 -> "Gone";
            case 411 -> "Length Required";
            case 412 -> "Precondition Failed";
            case 413 -> "Request Entity Too Large";
            case 416 -> "Requested Range Not Satisfiable";
            default -> "status " + status;
        };
    }
}

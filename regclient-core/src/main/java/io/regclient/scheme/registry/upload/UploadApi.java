// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.upload;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.HttpCall;
import io.regclient.http.HttpReply;
import io.regclient.model.Descriptor;
import io.regclient.model.MediaType;
import io.regclient.ref.RegistryRef;
import io.regclient.scheme.registry.wire.BlobAnswer;
import io.regclient.scheme.registry.wire.Wire;
import io.regclient.stream.BlobSource;
import io.regclient.throttle.Work;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The single requests of an upload (contract BL-5 to BL-17); none of them may go to a mirror (MI-3). */
final class UploadApi {
    private static final String UPLOADS = "blobs/uploads/";
    private static final Set<Integer> MOUNT_ANSWERS = Set.of(201, 202);
    private static final Set<Integer> COMMITTED = Set.of(201, 204);
    private static final Set<Integer> PATCHED = Set.of(201, 202);

    /** A PATCH answered by one of these may report a partial state, which is no reason to send it again as it is. */
    private static final Integer[] PARTIAL_STATES = IntStream.range(400, 500)
            .filter(status -> status != 401 && status != 403 && status != 408 && status != 429)
            .boxed()
            .toArray(Integer[]::new);

    private final Wire wire;
    private final UploadLimits limits;

    UploadApi(Wire wire, UploadLimits limits) {
        this.wire = wire;
        this.limits = limits;
    }

    /** Opens a session (BL-8). */
    UploadSession open(RegistryRef repo, DigestAlgorithm algorithm) throws IOException {
        HttpCall.Builder call = post(repo, 0);
        addAlgorithm(call, algorithm);
        try (HttpReply reply = wire.send(call.build(), Set.of(202))) {
            limits.learn(repo.registry(), reply);
            return UploadSession.of(repo, reply)
                    .orElseThrow(() -> RegistryException.of(
                            ErrorKind.MISSING_LOCATION, "the registry opened an upload without a Location header"));
        }
    }

    /** Mounts from a repository of the same registry; the token must allow to read there too (AU-18). */
    Mount mount(RegistryRef repo, RegistryRef source, Descriptor blob, Digest digest) throws IOException {
        String from = withPrefix(source);
        HttpCall.Builder call = post(repo, blob.size())
                .query("mount", digest.toString())
                .query("from", from)
                .extraScope("repository:" + from + ":pull");
        addAlgorithm(call, digest.algorithm());
        return mount(repo, call.build(), digest);
    }

    /** Asks whether the registry has the blob in any repository; a refusal has no consequences (RB-9). */
    Mount mountFromAnywhere(RegistryRef repo, Descriptor blob, Digest digest) throws IOException {
        HttpCall.Builder call = post(repo, blob.size()).query("mount", digest.toString());
        addAlgorithm(call, digest.algorithm());
        return mount(repo, call.ignoreErrors().build(), digest);
    }

    private Mount mount(RegistryRef repo, HttpCall call, Digest digest) throws IOException {
        try (HttpReply reply = wire.send(call, MOUNT_ANSWERS)) {
            limits.learn(repo.registry(), reply);
            if (reply.status() != 201) {
                return new Mount(false, UploadSession.of(repo, reply));
            }
            return BlobAnswer.contradiction(reply, digest, -1).isEmpty() ? Mount.DONE : Mount.REFUSED;
        }
    }

    /** Sends the whole blob and commits it (BL-10), once: after a failure the registry is asked how much it has. */
    void putAll(UploadSession session, Digest digest, BlobSource body, long size) throws IOException {
        HttpCall.Builder call = at("PUT", session, session.commitUrl(digest))
                .header("Content-Type", MediaType.OCTET_STREAM)
                .work(Work.Kind.BLOB, size);
        wire.run((size > 0 ? call.bodyOnce(body, size) : call).build(), COMMITTED);
    }

    /** Commits what chunks have brought (BL-16). */
    void commit(UploadSession session, Digest digest) throws IOException {
        wire.run(
                at("PUT", session, session.commitUrl(digest))
                        .header("Content-Type", MediaType.OCTET_STREAM)
                        .build(),
                COMMITTED);
    }

    /** Sends a chunk, once; the answer is closed but its status and headers can be read. */
    HttpReply patch(UploadSession session, long offset, BlobSource chunk, long length) throws IOException {
        HttpCall call = at("PATCH", session, session.url())
                .header("Content-Type", MediaType.OCTET_STREAM)
                .header("Content-Range", offset + "-" + (offset + length - 1))
                .bodyOnce(chunk, length)
                .accept(PARTIAL_STATES)
                .work(Work.Kind.BLOB, length)
                .build();
        HttpReply reply = wire.send(call);
        reply.close();
        return reply;
    }

    static boolean isPatched(HttpReply reply) {
        return PATCHED.contains(reply.status());
    }

    /** Asks how much the registry has (BL-14); the answer is closed but its headers can be read. */
    HttpReply status(UploadSession session) throws IOException {
        HttpReply reply = wire.send(at("GET", session, session.url()).build(), Set.of(204));
        reply.close();
        return reply;
    }

    /**
     * Whether the repository has the blob: an upload whose last answer got lost is repeated below this package and then
     * answered by "not found", because the session has ended.
     */
    boolean isStored(UploadSession session, Digest digest) throws RegistryException {
        HttpCall call = Wire.call("HEAD", session.repo(), "blobs/" + digest)
                .skipMirrors()
                .work(Work.Kind.HEAD, 0)
                .build();
        try (HttpReply reply = wire.send(call, Wire.OK)) {
            return BlobAnswer.contradiction(reply, digest, -1).isEmpty();
        } catch (RegistryException e) {
            if (e.kind() == ErrorKind.CANCELED) {
                throw e;
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    /** Gives a session up; the outcome does not matter, a registry drops old sessions by itself (BL-17, SP-4). */
    void cancel(UploadSession session) {
        HttpCall call =
                at("DELETE", session, session.url()).ignoreErrors().accept(404).build();
        try {
            wire.send(call).close();
        } catch (IOException e) {
            // the failure that led here is the one to report
        }
    }

    private static HttpCall.Builder post(RegistryRef repo, long size) {
        return Wire.call("POST", repo, UPLOADS).skipMirrors().work(Work.Kind.QUERY, size);
    }

    private static HttpCall.Builder at(String method, UploadSession session, String url) {
        return Wire.call(method, session.repo(), UPLOADS)
                .directUrl(url)
                .skipMirrors()
                .work(Work.Kind.QUERY, 0);
    }

    private static void addAlgorithm(HttpCall.Builder call, DigestAlgorithm algorithm) {
        if (algorithm != DigestAlgorithm.SHA256) {
            call.query("digest-algorithm", algorithm.id());
        }
    }

    /** The source's name at the registry: a host with a path prefix keeps all its repositories below it. */
    private String withPrefix(RegistryRef source) {
        String prefix = wire.host(source.registry()).pathPrefix();
        return prefix.isEmpty() ? source.repository() : prefix + "/" + source.repository();
    }

    /**
     * Answer to a mount.
     *
     * @param done the blob is there
     * @param session the upload the registry opened instead
     */
    record Mount(boolean done, Optional<UploadSession> session) {
        static final Mount DONE = new Mount(true, Optional.empty());
        static final Mount REFUSED = new Mount(false, Optional.empty());
    }
}

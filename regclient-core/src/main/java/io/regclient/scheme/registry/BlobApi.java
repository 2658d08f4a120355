// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.HttpCall;
import io.regclient.http.HttpReply;
import io.regclient.model.Descriptor;
import io.regclient.model.MediaType;
import io.regclient.ref.RegistryRef;
import io.regclient.scheme.BlobHead;
import io.regclient.stream.BlobReader;
import io.regclient.stream.BlobSource;
import io.regclient.throttle.Work;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Blobs (contract section 11). */
final class BlobApi {
    private static final Set<Integer> DELETED = Set.of(202);

    /** So many URLs of a descriptor are tried: a manifest must not make a client call thousands of servers. */
    static final int MAX_URLS = 16;

    /** So many sessions are opened instead of ones that broken connections made useless. */
    private static final int MAX_RESTARTS = 4;

    private final Wire wire;
    private final UploadLimits limits;
    private final UploadApi uploads;

    BlobApi(Wire wire, RegistrySchemeOptions options) {
        this.wire = wire;
        this.limits = new UploadLimits(options);
        this.uploads = new UploadApi(wire, limits);
    }

    /** HEAD at the registry, then at the descriptor's own URLs (BL-1); empty when nobody has it. */
    Optional<BlobHead> head(RegistryRef repo, Descriptor blob) throws IOException {
        Digest digest = digest(repo, blob);
        String what = "failed to request blob head, digest " + digest + ", ref " + repo.commonName();
        try (HttpReply reply = Attempt.of(what, () -> fetch("HEAD", repo, blob, digest))) {
            Descriptor found = blob.size() >= 0 && !isSizeUnknown(blob)
                    ? blob
                    : blob.withSize(reply.contentLength().orElse(-1));
            Descriptor typed = found.mediaType().isEmpty() ? found.withMediaType(type(reply)) : found;
            return Optional.of(new BlobHead(typed, reply.headers()));
        } catch (RegistryException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** GET from the descriptor's data, the registry or the descriptor's own URLs (BL-2, BL-3). */
    BlobReader get(RegistryRef repo, Descriptor blob) throws IOException {
        Digest digest = digest(repo, blob);
        Optional<byte[]> embedded = blob.embeddedContent();
        if (embedded.isPresent()) {
            return new BlobReader(
                    new ByteArrayInputStream(embedded.get()),
                    OptionalLong.of(blob.size()),
                    blob.digest(),
                    blob.mediaType(),
                    Map.of());
        }
        String what = "failed to get blob, digest " + digest + ", ref " + repo.commonName();
        HttpReply reply = Attempt.of(what, () -> fetch("GET", repo, blob, digest));
        return new BlobReader(
                new ReplyStream(reply),
                isSizeUnknown(blob) ? reply.contentLength() : OptionalLong.of(blob.size()),
                blob.digest(),
                blob.mediaType().isEmpty() ? type(reply) : blob.mediaType(),
                reply.headers());
    }

    /** Closing the stream ends the exchange and frees the host's slot (CO-1). */
    private static final class ReplyStream extends FilterInputStream {
        private final HttpReply reply;

        ReplyStream(HttpReply reply) {
            super(reply.body());
            this.reply = reply;
        }

        @Override
        public void close() throws IOException {
            try (reply) {
                super.close();
            }
        }
    }

    private HttpReply fetch(String method, RegistryRef repo, Descriptor blob, Digest digest) throws IOException {
        HttpCall.Builder call = read(method, repo, blob, "blobs/" + digest);
        IOException failure;
        try {
            return wire.send(call.build(), Wire.OK);
        } catch (IOException e) {
            failure = e;
        }
        IOException first = failure;
        for (String url : blob.urls().subList(0, Math.min(blob.urls().size(), MAX_URLS))) {
            if (RegistryException.is(failure, ErrorKind.CANCELED)) {
                break;
            }
            try {
                return fetchExternal(method, repo, blob, url);
            } catch (IOException e) {
                e.addSuppressed(failure);
                failure = e;
            }
        }
        // for HEAD the registry decides between "absent" and "cannot tell"; a GET reports the last failure (BL-1, BL-2)
        throw method.equals("HEAD") ? first : failure;
    }

    private HttpReply fetchExternal(String method, RegistryRef repo, Descriptor blob, String url) throws IOException {
        String lower = url.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("https://") && !lower.startsWith("http://")) {
            throw RegistryException.of(ErrorKind.UNSUPPORTED, "blob URL is neither http nor https: " + url);
        }
        HttpCall.Builder call =
                read(method, repo, blob, "").directUrl(url).skipMirrors().external();
        return wire.send(call.build(), Wire.OK);
    }

    private static HttpCall.Builder read(String method, RegistryRef repo, Descriptor blob, String path) {
        HttpCall.Builder call = Wire.call(method, repo, path);
        if (method.equals("HEAD")) {
            return call.work(Work.Kind.HEAD, 0);
        }
        return call.expectedLength(isSizeUnknown(blob) ? -1 : blob.size()).work(Work.Kind.BLOB, blob.size());
    }

    /** Size 0 without the digest of nothing is a size somebody left out (BL-8). */
    private static boolean isSizeUnknown(Descriptor blob) {
        return blob.size() < 0 || (blob.size() == 0 && !isEmptyContent(blob));
    }

    private static boolean isEmptyContent(Descriptor blob) {
        return blob.digest()
                .filter(digest -> digest.equals(digest.algorithm().digest(new byte[0])))
                .isPresent();
    }

    private static String type(HttpReply reply) {
        return MediaType.base(reply.header("Content-Type").orElse(""));
    }

    /** DELETE at the registry itself, never at a mirror (BL-4). */
    void delete(RegistryRef repo, Descriptor blob) throws IOException {
        Digest digest = digest(repo, blob);
        Attempt.to(
                "failed to delete blob, digest " + digest + ", ref " + repo.commonName(),
                () -> wire.run(
                        Wire.call("DELETE", repo, "blobs/" + digest)
                                .skipMirrors()
                                .work(Work.Kind.QUERY, 0)
                                .build(),
                        DELETED));
    }

    /** Mounts without transfer; a session opened instead is given up (BL-5). */
    boolean mount(RegistryRef source, RegistryRef target, Descriptor blob) throws IOException {
        Digest digest = digest(target, blob);
        UploadApi.Mount mount = Attempt.of(
                "failed to mount blob, digest " + digest + ", ref " + target.commonName(),
                () -> source.sameRegistry(target)
                        ? uploads.mount(target, source, blob, digest)
                        : uploads.mountFromAnywhere(target, blob, digest));
        mount.session().ifPresent(uploads::cancel);
        return mount.done();
    }

    /** Uploads, unless the registry has the blob already (BL-8, BL-18). */
    Descriptor put(RegistryRef repo, Descriptor given, BlobSource source) throws IOException {
        Descriptor expected = given.mediaType().isEmpty() ? given.withMediaType(MediaType.OCTET_STREAM) : given;
        boolean known = expected.digest().isPresent() && !isSizeUnknown(expected);
        UploadApi.Mount mount = known ? tryMount(repo, expected) : UploadApi.Mount.REFUSED;
        if (mount.done()) {
            return expected;
        }
        UploadSession session = mount.session().isPresent() ? mount.session().get() : open(repo, expected);
        for (int restarts = 0; ; restarts++) {
            BlobUpload upload = upload(repo, session, expected, source);
            try {
                return send(upload, repo, expected, known);
            } catch (IOException e) {
                int allowed = upload.wasInterrupted() ? MAX_RESTARTS : 1;
                if (!upload.isSessionLost() || !source.reopenable() || restarts >= allowed) {
                    throw e;
                }
                session = openInstead(repo, expected, e);
            }
        }
    }

    /** Distribution 2.8 forgets a session whose transfer broke off; the blob gets a fresh one. */
    private UploadSession openInstead(RegistryRef repo, Descriptor expected, IOException lost) throws IOException {
        try {
            return open(repo, expected);
        } catch (IOException e) {
            e.addSuppressed(lost);
            throw e;
        }
    }

    private Descriptor send(BlobUpload upload, RegistryRef repo, Descriptor expected, boolean known)
            throws IOException {
        return known && limits.inOneRequest(wire.host(repo.registry()), expected.size())
                ? upload.sendAtOnce(expected.digest().orElseThrow())
                : upload.sendInChunks();
    }

    private BlobUpload upload(RegistryRef repo, UploadSession session, Descriptor expected, BlobSource source) {
        long chunk = limits.chunkSize(repo.registry(), wire.host(repo.registry()));
        return new BlobUpload(uploads, limits, chunk, session, expected, source);
    }

    /** The anonymous mount: whatever goes wrong, the upload is the answer. */
    private UploadApi.Mount tryMount(RegistryRef repo, Descriptor blob) throws RegistryException {
        try {
            return uploads.mountFromAnywhere(repo, blob, blob.digest().orElseThrow());
        } catch (RegistryException e) {
            if (e.kind() == ErrorKind.CANCELED) {
                throw e;
            }
            return UploadApi.Mount.REFUSED;
        } catch (IOException e) {
            return UploadApi.Mount.REFUSED;
        }
    }

    private UploadSession open(RegistryRef repo, Descriptor expected) throws IOException {
        return Attempt.of(
                "failed to send blob post, ref " + repo.commonName(),
                () -> uploads.open(repo, expected.digestAlgorithm()));
    }

    private static Digest digest(RegistryRef repo, Descriptor blob) throws RegistryException {
        return blob.digest()
                .orElseThrow(() ->
                        RegistryException.of(ErrorKind.MISSING_DIGEST, "blob descriptor without digest in " + repo));
    }
}

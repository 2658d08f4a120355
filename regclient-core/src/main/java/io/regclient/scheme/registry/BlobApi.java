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
import io.regclient.scheme.registry.wire.Attempt;
import io.regclient.scheme.registry.wire.BlobAnswer;
import io.regclient.scheme.registry.wire.Wire;
import io.regclient.stream.BlobReader;
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

    private final Wire wire;
    private final ApiMemory heads;

    /**
     * Blobs.
     *
     * @param heads remembers registries that have no HEAD
     */
    BlobApi(Wire wire, ApiMemory heads) {
        this.wire = wire;
        this.heads = heads;
    }

    /**
     * HEAD at the registry, then at the descriptor's own URLs (BL-1); empty when nobody has it, and when the answer is
     * about something else.
     */
    Optional<BlobHead> head(RegistryRef repo, Descriptor blob) throws IOException {
        try {
            return Optional.of(requireHead(repo, blob));
        } catch (RegistryException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Like {@link #head}; kind MISMATCH when the answer is about content of another length. */
    Optional<BlobHead> look(RegistryRef repo, Descriptor blob) throws IOException {
        try {
            return Optional.of(ask(repo, blob, ErrorKind.MISMATCH));
        } catch (RegistryException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Like {@link #head}; kind NOT_FOUND when nobody has it. */
    BlobHead requireHead(RegistryRef repo, Descriptor blob) throws IOException {
        return ask(repo, blob, ErrorKind.NOT_FOUND);
    }

    private BlobHead ask(RegistryRef repo, Descriptor blob, ErrorKind ofOtherLength) throws IOException {
        Digest digest = digest(repo, blob);
        String what = "failed to request blob head, digest " + digest + ", ref " + repo.commonName();
        try (HttpReply reply = Attempt.of(what, () -> look(repo, blob, digest))) {
            Optional<String> foreign = BlobAnswer.contradiction(reply, digest, blob.size());
            if (foreign.isPresent()) {
                boolean isOfOtherLength =
                        BlobAnswer.otherLength(reply, blob.size()).equals(foreign);
                throw RegistryException.of(
                        isOfOtherLength ? ofOtherLength : ErrorKind.NOT_FOUND,
                        what + ": " + reply.host() + " answers with something else, " + foreign.get());
            }
            Descriptor found = blob.isSizeKnown()
                    ? blob
                    : blob.withSize(reply.contentLength().orElse(-1));
            Descriptor typed = found.mediaType().isEmpty() ? found.withMediaType(type(reply)) : found;
            return new BlobHead(typed, reply.headers());
        }
    }

    /** HEAD, or a GET whose content is dropped where the registry has no HEAD. */
    private HttpReply look(RegistryRef repo, Descriptor blob, Digest digest) throws IOException {
        RegistryRef registry = RegistryRef.ofRegistry(repo.registry());
        if (!heads.isAvailable(registry).orElse(true)) {
            return fetch("GET", repo, blob.withSize(-1), digest);
        }
        try {
            return fetch("HEAD", repo, blob, digest);
        } catch (RegistryException e) {
            if (!Wire.isMethodUnknown(e)) {
                throw e;
            }
            heads.remember(registry, false);
            return fetch("GET", repo, blob.withSize(-1), digest);
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
        try {
            return new BlobReader(
                    new ReplyStream(reply),
                    blob.isSizeKnown() ? OptionalLong.of(blob.size()) : reply.contentLength(),
                    blob.digest(),
                    blob.mediaType().isEmpty() ? type(reply) : blob.mediaType(),
                    reply.headers());
        } catch (RuntimeException | Error e) {
            reply.close();
            throw e;
        }
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
        return call.expectedLength(blob.isSizeKnown() ? blob.size() : -1).work(Work.Kind.BLOB, blob.size());
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

    private static Digest digest(RegistryRef repo, Descriptor blob) throws RegistryException {
        return blob.digest()
                .orElseThrow(() ->
                        RegistryException.of(ErrorKind.MISSING_DIGEST, "blob descriptor without digest in " + repo));
    }
}

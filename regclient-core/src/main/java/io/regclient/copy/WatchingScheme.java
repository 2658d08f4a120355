// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.ManifestHead;
import io.regclient.model.ReferrerList;
import io.regclient.model.TagList;
import io.regclient.ref.Ref;
import io.regclient.scheme.Access;
import io.regclient.scheme.BlobHead;
import io.regclient.scheme.Guard;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.ManifestDelete;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.PingResult;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.StandIn;
import io.regclient.stream.BlobReader;
import io.regclient.stream.BlobSource;
import io.regclient.throttle.Throttle;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * A storage whose blobs are watched on their way in and out, for work that is no copy: archives, artifacts, single blobs.
 * A copy tells more itself, and is not made through this.
 */
public final class WatchingScheme implements Scheme {
    private final Scheme real;
    private final ProgressListener listener;
    private final LongSupplier nanos;

    /**
     * Watches a storage.
     *
     * @param nanos a monotonic clock that paces progress reports
     */
    public WatchingScheme(Scheme real, ProgressListener listener, LongSupplier nanos) {
        this.real = real;
        this.listener = listener;
        this.nanos = nanos;
    }

    private void report(ProgressEvent.State state, Ref repo, Descriptor blob, long bytes) {
        listener.on(new ProgressEvent(ProgressEvent.Kind.BLOB, state, repo, blob, bytes));
    }

    @Override
    public void expect(Ref repo, List<Descriptor> blobs) {
        blobs.forEach(blob -> report(ProgressEvent.State.EXPECTED, repo, blob, 0));
    }

    @Override
    public PingResult ping(Ref ref) throws IOException {
        return real.ping(ref);
    }

    @Override
    public Optional<Descriptor> headBlob(Ref repo, Descriptor blob) throws IOException {
        return told(repo, blob, real.headBlob(repo, blob));
    }

    @Override
    public Optional<Descriptor> lookForBlob(Ref repo, Descriptor blob) throws IOException {
        return told(repo, blob, real.lookForBlob(repo, blob));
    }

    private Optional<Descriptor> told(Ref repo, Descriptor blob, Optional<Descriptor> found) {
        found.ifPresent(there -> report(ProgressEvent.State.SKIPPED, repo, blob.withSize(there.size()), 0));
        return found;
    }

    @Override
    public Optional<BlobHead> probeBlob(Ref repo, Descriptor blob) throws IOException {
        return real.probeBlob(repo, blob);
    }

    @Override
    public BlobHead requireBlob(Ref repo, Descriptor blob) throws IOException {
        return real.requireBlob(repo, blob);
    }

    @Override
    public BlobReader getBlob(Ref repo, Descriptor blob) throws IOException {
        BlobReader content = real.getBlob(repo, blob);
        Descriptor sized = blob.withSize(content.size().orElse(-1));
        report(ProgressEvent.State.STARTED, repo, sized, 0);
        return new BlobReader(
                new Watched(content.unhashed(), repo, sized),
                sized.size() < 0 ? OptionalLong.empty() : OptionalLong.of(sized.size()),
                content.digest(),
                content.mediaType(),
                content.headers());
    }

    /** Content that is read; its end is an event of its own. */
    private final class Watched extends InputStream {
        private final InputStream counted;
        private final Ref repo;
        private final Descriptor blob;
        private long count;

        private Watched(InputStream in, Ref repo, Descriptor blob) {
            this.repo = repo;
            this.blob = blob;
            this.counted =
                    new ProgressStream(in, nanos, bytes -> report(ProgressEvent.State.ACTIVE, repo, blob, bytes));
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = counted.read(buffer, offset, length);
            if (n < 0) {
                report(ProgressEvent.State.FINISHED, repo, blob.withSize(count), count);
            }
            count += Math.max(n, 0);
            return n;
        }

        @Override
        public int available() throws IOException {
            return counted.available();
        }

        @Override
        public void close() throws IOException {
            counted.close();
        }
    }

    @Override
    public Descriptor putBlob(Ref repo, Descriptor expected, BlobSource body) throws IOException {
        report(ProgressEvent.State.STARTED, repo, expected, 0);
        try {
            Descriptor stored = real.putBlob(repo, expected, new WatchedSource(repo, expected, body));
            report(ProgressEvent.State.FINISHED, repo, expected.withSize(stored.size()), stored.size());
            return stored;
        } catch (IOException e) {
            report(ProgressEvent.State.FAILED, repo, expected, 0);
            throw e;
        }
    }

    /** Content that is sent, from the beginning whenever it is opened. */
    private final class WatchedSource implements BlobSource {
        private final Ref repo;
        private final Descriptor blob;
        private final BlobSource body;

        private WatchedSource(Ref repo, Descriptor blob, BlobSource body) {
            this.repo = repo;
            this.blob = blob;
            this.body = body;
        }

        @Override
        public InputStream open() throws IOException {
            return new ProgressStream(
                    body.open(), nanos, bytes -> report(ProgressEvent.State.ACTIVE, repo, blob, bytes));
        }

        @Override
        public boolean reopenable() {
            return body.reopenable();
        }
    }

    @Override
    public boolean mountBlob(Ref source, Ref target, Descriptor blob) throws IOException {
        return real.mountBlob(source, target, blob);
    }

    @Override
    public void deleteBlob(Ref repo, Descriptor blob) throws IOException {
        real.deleteBlob(repo, blob);
    }

    @Override
    public Optional<ManifestHead> headManifest(Ref ref) throws IOException {
        return real.headManifest(ref);
    }

    @Override
    public ManifestHead requireManifest(Ref ref) throws IOException {
        return real.requireManifest(ref);
    }

    @Override
    public Manifest getManifest(Ref ref) throws IOException {
        return real.getManifest(ref);
    }

    @Override
    public Manifest getManifest(Ref repo, Descriptor descriptor) throws IOException {
        return real.getManifest(repo, descriptor);
    }

    @Override
    public void putManifest(Ref ref, Manifest manifest, ManifestPut options) throws IOException {
        real.putManifest(ref, manifest, options);
    }

    @Override
    public void putChildren(Ref repo, List<Manifest> manifests) throws IOException {
        real.putChildren(repo, manifests);
    }

    @Override
    public void deleteManifest(Ref ref, ManifestDelete options) throws IOException {
        real.deleteManifest(ref, options);
    }

    @Override
    public TagList listTags(Ref repo, ListOptions page) throws IOException {
        return real.listTags(repo, page);
    }

    @Override
    public boolean isUnknown(Ref repo) throws IOException {
        return real.isUnknown(repo);
    }

    @Override
    public void deleteTag(Ref ref, StandIn standIn) throws IOException {
        real.deleteTag(ref, standIn);
    }

    @Override
    public ReferrerList listReferrers(Ref subject, ReferrerQuery query) throws IOException {
        return real.listReferrers(subject, query);
    }

    @Override
    public List<Throttle> throttles(Ref ref, Access access) {
        return real.throttles(ref, access);
    }

    @Override
    public Guard guard(Ref ref) {
        return real.guard(ref);
    }

    @Override
    public void finish(Ref ref) throws IOException {
        real.finish(ref);
    }

    @Override
    public void close() {
        real.close();
    }
}

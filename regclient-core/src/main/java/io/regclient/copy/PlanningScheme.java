// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.ManifestHead;
import io.regclient.model.RateLimit;
import io.regclient.model.ReferrerList;
import io.regclient.model.TagList;
import io.regclient.ref.Ref;
import io.regclient.scheme.Access;
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
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A storage as a dry run sees it: reads are real, writes are told to a listener and found again, and nothing else. So the
 * copy that is planned is the very one that would run. No content of a blob is read either.
 */
final class PlanningScheme implements Scheme {
    private final Scheme real;
    private final PlannedContent planned;
    private final PlanListener listener;

    PlanningScheme(Scheme real, PlannedContent planned, PlanListener listener) {
        this.real = real;
        this.planned = planned;
        this.listener = listener;
    }

    @Override
    public PingResult ping(Ref ref) throws IOException {
        return real.ping(ref);
    }

    @Override
    public Optional<Descriptor> headBlob(Ref repo, Descriptor blob) throws IOException {
        return planned.hasBlob(repo, blob) ? Optional.of(blob) : told(repo, blob, real.headBlob(repo, blob));
    }

    @Override
    public Optional<Descriptor> lookForBlob(Ref repo, Descriptor blob) throws IOException {
        return planned.hasBlob(repo, blob) ? Optional.of(blob) : told(repo, blob, real.lookForBlob(repo, blob));
    }

    private Optional<Descriptor> told(Ref repo, Descriptor blob, Optional<Descriptor> found) {
        if (found.isPresent()) {
            listener.onPresent(repo.withoutVersion(), blob);
        }
        return found;
    }

    /** The size is all that is asked of a source whose target reads nothing. */
    @Override
    public BlobReader getBlob(Ref repo, Descriptor blob) throws IOException {
        long size = real.requireBlob(repo, blob).descriptor().size();
        return new BlobReader(
                InputStream.nullInputStream(),
                size < 0 ? OptionalLong.empty() : OptionalLong.of(size),
                blob.digest(),
                blob.mediaType(),
                Map.of());
    }

    @Override
    public Descriptor putBlob(Ref repo, Descriptor expected, BlobSource body) {
        if (planned.addBlob(repo, expected)) {
            listener.on(new PlannedWrite(PlannedWrite.Kind.SEND, repo, expected, Optional.empty()));
        }
        return expected;
    }

    /** A registry may refuse, and is then sent the blob; nothing less than a mount can tell. */
    @Override
    public boolean mountBlob(Ref source, Ref target, Descriptor blob) {
        if (planned.addBlob(target, blob)) {
            listener.on(new PlannedWrite(PlannedWrite.Kind.MOUNT, target, blob, Optional.of(source.withoutVersion())));
        }
        return true;
    }

    @Override
    public void deleteBlob(Ref repo, Descriptor blob) throws IOException {
        throw notPlanned();
    }

    @Override
    public Optional<ManifestHead> headManifest(Ref ref) throws IOException {
        Optional<Descriptor> manifest = planned.manifest(ref);
        return manifest.isPresent()
                ? manifest.map(found -> new ManifestHead(found, RateLimit.NONE, Map.of()))
                : real.headManifest(ref);
    }

    /** Of a source, which no copy changes. */
    @Override
    public ManifestHead requireManifest(Ref ref) throws IOException {
        return real.requireManifest(ref);
    }

    @Override
    public Manifest getManifest(Ref ref) throws IOException {
        return real.getManifest(ref);
    }

    @Override
    public void putManifest(Ref ref, Manifest manifest, ManifestPut options) throws IOException {
        requireDigest(ref, manifest);
        if (planned.addManifest(ref, manifest)) {
            PlannedWrite.Kind kind = ref.tag().isPresent() ? PlannedWrite.Kind.TAG : PlannedWrite.Kind.PUSH;
            listener.on(new PlannedWrite(kind, ref, manifest.descriptor(), Optional.empty()));
        }
    }

    /** Every storage refuses a manifest under another digest. */
    private static void requireDigest(Ref ref, Manifest manifest) throws RegistryException {
        if (ref.digest().isEmpty()) {
            return;
        }
        Digest wanted = ref.requireDigest();
        Digest actual = wanted.algorithm().digest(manifest.raw());
        if (!wanted.equals(actual)) {
            throw RegistryException.of(
                    ErrorKind.DIGEST_MISMATCH,
                    "put manifest " + ref + ": manifest digest mismatch, expected " + wanted + ", computed " + actual);
        }
    }

    @Override
    public void deleteManifest(Ref ref, ManifestDelete options) throws IOException {
        throw notPlanned();
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
        throw notPlanned();
    }

    @Override
    public ReferrerList listReferrers(Ref subject, ReferrerQuery query) throws IOException {
        return real.listReferrers(subject, query);
    }

    @Override
    public List<Throttle> throttles(Ref ref, Access access) {
        return real.throttles(ref, access);
    }

    private static RegistryException notPlanned() {
        return RegistryException.of(ErrorKind.NOT_IMPLEMENTED, "a dry run of a copy deletes nothing");
    }

    /** The storage stays open. */
    @Override
    public void close() {}
}

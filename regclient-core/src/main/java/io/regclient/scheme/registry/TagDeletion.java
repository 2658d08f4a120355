// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.HttpCall;
import io.regclient.model.Manifest;
import io.regclient.model.ManifestHead;
import io.regclient.ref.RegistryRef;
import io.regclient.scheme.StandIn;
import io.regclient.scheme.registry.upload.BlobUploads;
import io.regclient.scheme.registry.wire.Attempt;
import io.regclient.scheme.registry.wire.Wire;
import io.regclient.stream.BlobSource;
import io.regclient.throttle.Work;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.util.Optional;

/**
 * Deleting a tag but not its manifest (contract TG-7, TG-8). A registry that cannot do that gets a throw-away image
 * under the tag, which is then deleted by digest. When the registry refuses that too, the tag gets its manifest back.
 */
final class TagDeletion {
    private final Wire wire;
    private final ManifestApi manifests;
    private final ManifestPush push;
    private final BlobUploads uploads;
    private final Ticker ticker;

    TagDeletion(Wire wire, ManifestApi manifests, ManifestPush push, BlobUploads uploads, Ticker ticker) {
        this.wire = wire;
        this.manifests = manifests;
        this.push = push;
        this.uploads = uploads;
        this.ticker = ticker;
    }

    void delete(RegistryRef ref, StandIn standIn) throws IOException {
        String tag = ref.tag()
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.MISSING_TAG, "tag missing from image reference " + ref.commonName()));
        RegistryRef tagged = ref.withTag(tag);
        Attempt.to("failed to delete tag " + tagged.commonName(), () -> {
            if (!deleteDirectly(tagged, tag)) {
                deleteWithImage(tagged, tag, standIn);
            }
        });
    }

    /** The request of the specification; false when the registry cannot do it. */
    private boolean deleteDirectly(RegistryRef tagged, String tag) throws RegistryException {
        HttpCall call = Wire.call("DELETE", tagged, "manifests/" + tag)
                .skipMirrors()
                .ignoreErrors()
                .work(Work.Kind.QUERY, 0)
                .build();
        try {
            wire.run(call, ManifestApi.DELETED);
            return true;
        } catch (RegistryException e) {
            if (e.kind() == ErrorKind.CANCELED || Wire.isUnauthorized(e)) {
                throw e; // whoever may not delete must not overwrite the tag either
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    private void deleteWithImage(RegistryRef tagged, String tag, StandIn standIn) throws IOException {
        Manifest original = original(tagged);
        if (original.raw().length > Manifest.MAX_PUSH_BYTES) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    "the tag cannot be deleted by way of another image, its manifest " + original.digest()
                            + " is larger than " + Manifest.MAX_PUSH_BYTES + " bytes and could not be set back");
        }
        ThrowawayImage image = ThrowawayImage.forTag(tag, original.mediaType(), ticker.now());
        RegistryRef repo = tagged.withoutVersion();
        uploads.put(repo, image.layer(), BlobSource.ofBytes(image.layerContent()));
        uploads.put(repo, image.config(), BlobSource.ofBytes(image.configContent()));
        standIn.takesOver(image.manifest().digest());
        try {
            push.put(tagged, image.manifest());
        } catch (RegistryException e) {
            throw isRefusal(e) ? e : restore(tagged, original, image, e);
        }
        try {
            manifests.delete(repo, image.manifest().digest());
        } catch (RegistryException e) {
            if (!isTagGone(tagged, e)) {
                throw restore(tagged, original, image, e);
            }
        }
    }

    /** The registry answered that it did not store the image, so there is nothing to put back. */
    private static boolean isRefusal(RegistryException e) {
        int status = e.httpStatus().orElse(0);
        return status >= 400 && status < 500;
    }

    /** What the tag holds; kept so that it can be put back. */
    private Manifest original(RegistryRef tagged) throws IOException {
        Optional<ManifestHead> head;
        try {
            head = manifests.head(tagged, ManifestApi.Source.REGISTRY);
        } catch (RegistryException e) {
            if (e.kind() != ErrorKind.UNSUPPORTED_API) {
                throw e;
            }
            return manifests.get(tagged, ManifestApi.Source.REGISTRY);
        }
        ManifestHead found = head.orElseThrow(() -> Wire.unexpected(404));
        RegistryRef version = found.descriptor()
                .digest()
                .map(digest -> tagged.withDigest(digest))
                .orElse(tagged);
        return manifests.get(version, ManifestApi.Source.REGISTRY);
    }

    /** A repeated DELETE whose first answer got lost says "not found"; then the tag has gone too. */
    private boolean isTagGone(RegistryRef tagged, RegistryException failure) {
        if (failure.kind() != ErrorKind.NOT_FOUND) {
            return false;
        }
        try {
            return manifests.head(tagged, ManifestApi.Source.REGISTRY).isEmpty();
        } catch (IOException e) {
            failure.addSuppressed(e);
            return false;
        }
    }

    /** Puts the original back, also in a run that is being cancelled, and tells what came of it. */
    private RegistryException restore(
            RegistryRef tagged, Manifest original, ThrowawayImage image, RegistryException failure) {
        boolean interrupted = Thread.interrupted();
        try {
            push.put(tagged, original);
            return failure.withContext(
                    "the registry deletes neither the tag nor the throw-away image put in its place, the tag was set"
                            + " back to " + original.digest());
        } catch (IOException e) {
            failure.addSuppressed(e);
            return failure.withContext("the tag may now hold the throw-away image "
                    + image.manifest().digest() + ", setting it back to " + original.digest() + " failed ("
                    + RegistryException.describe(e) + ")");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.verify;

import io.regclient.RegClient;
import io.regclient.copy.CopyOptions;
import io.regclient.copy.CopyResult;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.CopyTerms;
import io.regclient.regsync.plan.EntryScope.Repository;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.validate.Flaw;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings again what an image of a target lacks, from the same image of the source: no tag gets another image by a repair.
 */
final class ImageRepair {
    private static final Logger LOG = LoggerFactory.getLogger(ImageRepair.class);

    private final RegClient client;
    private final SyncEntry entry;
    private final Repository repository;
    private final LostTags lost;
    private final Set<Digest> repaired = new HashSet<>();

    ImageRepair(RegClient client, SyncEntry entry, Repository repository, LostTags lost) {
        this.client = client;
        this.entry = entry;
        this.repository = repository;
        this.lost = lost;
    }

    /**
     * Repairs the image of a tag, as far as that can be done; a second tag of the image needs nothing more.
     *
     * @param origin what the entry copies to the tag
     */
    void repair(Tag tag, Ref origin, RepositoryCheck check) throws IOException {
        Optional<Digest> image = check.digestOf(tag);
        if (image.isEmpty()) {
            bringBack(tag, origin, check);
            return;
        }
        if (!repaired.add(image.get())) {
            return;
        }
        Ref source = repository.source().withDigest(image.get());
        requireSource(source);
        requireNothingUnseen(tag, check);
        for (Map.Entry<Damage.What, Set<Tag>> damage : check.damage().entrySet()) {
            if (damage.getKey().kind() != Flaw.Kind.MISSING && damage.getValue().contains(tag)) {
                makeRoom(damage.getKey());
            }
        }
        copy(source, repository.target().withTag(tag));
    }

    /** A manifest that the target lacks may be one that it never had, and then no gate has looked at it. */
    private void requireNothingUnseen(Tag tag, RepositoryCheck check) throws RegistryException {
        if (!entry.safety().isGated() && !entry.safety().asksHook()) {
            return;
        }
        for (Map.Entry<Damage.What, Set<Tag>> damage : check.damage().entrySet()) {
            if (damage.getValue().contains(tag) && damage.getKey().isManifest()) {
                throw RegistryException.of(
                        ErrorKind.MISMATCH,
                        damage.getKey().content() + " is missing, and gates or hooks of the entry may not have seen it "
                                + "(try: delete the tag at the target, \"regsync once\" copies what they let through)");
            }
        }
    }

    /** Only a tag that still stands for nothing gets an image. */
    private void bringBack(Tag tag, Ref origin, RepositoryCheck check) throws IOException {
        Ref target = repository.target().withTag(tag);
        if (check.digest(target).isPresent()) {
            return;
        }
        Digest image = lost.imageOf(origin, target);
        Ref source = repository.source().withDigest(image);
        requireSource(source);
        lost.bring(source, target, image, () -> copy(source, target));
    }

    private CopyResult copy(Ref source, Ref target) throws IOException {
        CopyOptions options = CopyTerms.of(entry.copy()).options().toBuilder()
                .fastCheck(false)
                .forceRecursive(true)
                .build();
        CopyResult result = client.images().copy(source, target, options);
        LOG.atInfo()
                .addKeyValue("target", target.commonName())
                .addKeyValue("source", source.commonName())
                .log("Image copied again");
        return result;
    }

    private void requireSource(Ref source) throws IOException {
        try {
            client.manifests().describe(source, Optional.empty());
        } catch (IOException e) {
            throw RegistryException.withContext("the source does not have this image any more", e);
        }
    }

    /**
     * Deletes a blob whose content is wrong, when the source has it: a copy asks whether a blob is there, not whether it
     * is right. Where a registry deletes no blobs the next look tells that nothing has changed.
     */
    private void makeRoom(Damage.What damage) throws IOException {
        Optional<Digest> digest =
                Digest.tryParse(damage.content().substring(damage.content().lastIndexOf(' ') + 1));
        if (digest.isEmpty() || damage.isManifest()) {
            return;
        }
        Descriptor blob = Descriptor.ofDigest(digest.get());
        if (client.blobs().head(repository.source(), blob).isEmpty()) {
            throw RegistryException.of(
                    ErrorKind.NOT_FOUND, "the source does not have " + damage.content() + " any more");
        }
        try {
            client.blobs().delete(repository.target(), blob);
        } catch (IOException e) {
            if (RegistryException.is(e, ErrorKind.CANCELED)) {
                throw e;
            }
            LOG.atDebug()
                    .addKeyValue("target", repository.target())
                    .addKeyValue("digest", digest.get())
                    .addKeyValue("error", RegistryException.describe(e))
                    .log("Damaged blob is not deleted");
        }
    }
}

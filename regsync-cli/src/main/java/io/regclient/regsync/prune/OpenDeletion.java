// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.prune;

import io.regclient.RegClient;
import io.regclient.copy.CopyOptions;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.regsync.state.LedgerRow;
import io.regclient.regsync.state.LedgerRow.End;
import io.regclient.regsync.state.Move;
import io.regclient.regsync.state.StateStore;
import io.regclient.scheme.ManifestDelete;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A deletion that a run began and did not end. Where a registry deletes no tags, that run may have left the tag on the
 * image that stands in for it: an image nobody wants, known by the digest that was recorded before.
 */
public final class OpenDeletion {
    private static final Logger LOG = LoggerFactory.getLogger(OpenDeletion.class);

    private final RegClient client;
    private final StateStore store;

    public OpenDeletion(RegClient client, StateStore store) {
        this.client = client;
        this.store = store;
    }

    /** True when the tag stands for the image that was to be deleted with it. */
    public static boolean isHalfDone(LedgerRow row, Optional<Digest> now) {
        return row.move().kind() == Move.Kind.DELETE
                && now.isPresent()
                && now.equals(row.move().to());
    }

    /**
     * Ends a deletion that is half done. A registry that refuses gets back what the tag stood for before.
     *
     * @return what the tag stands for then
     */
    public Optional<Digest> end(LedgerRow row, Ref target) throws IOException {
        Digest standIn = row.move().to().orElseThrow();
        LOG.atInfo()
                .addKeyValue("target", target.commonName())
                .addKeyValue("digest", standIn)
                .log("Ending a deletion that broke off");
        try {
            client.manifests().delete(target.withDigest(standIn), ManifestDelete.plain());
        } catch (IOException e) {
            if (!RegistryException.is(e, ErrorKind.NOT_FOUND)) {
                return putBack(row, target, e);
            }
        }
        Optional<Digest> now = client.manifests().digest(target);
        if (now.equals(row.move().to())) {
            return putBack(row, target, stillThere(standIn));
        }
        store.settle(row.id(), End.DONE);
        return now;
    }

    /** A registry says that something is deleted, or not there, and keeps the tag on it. */
    static RegistryException stillThere(Digest image) {
        return RegistryException.of(
                ErrorKind.MISMATCH,
                "the registry said that it is deleted, and it still stands for " + image
                        + "; does the registry let this user delete?");
    }

    private Optional<Digest> putBack(LedgerRow row, Ref target, IOException refusal) throws IOException {
        putBack(row.id(), row.move().from().orElseThrow(), target, refusal);
        return row.move().from();
    }

    /** Gives a tag that stands for the image it was to be deleted with what it stood for before. */
    void putBack(long move, Digest before, Ref target, IOException refusal) throws IOException {
        if (RegistryException.is(refusal, ErrorKind.CANCELED)) {
            throw refusal;
        }
        try {
            client.images().copy(target.withDigest(before), target, CopyOptions.PLAIN);
        } catch (IOException e) {
            refusal.addSuppressed(e);
            throw RegistryException.withContext(
                    target.commonName()
                            + " stands for an empty image since a deletion broke off, and neither can that be "
                            + "deleted nor " + before + " be set back",
                    refusal);
        }
        store.settle(move, End.UNDONE);
        LOG.atWarn()
                .addKeyValue("target", target.commonName())
                .addKeyValue("digest", before)
                .addKeyValue("error", RegistryException.describe(refusal))
                .log("Tag was set back, it could not be deleted");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.prune;

import io.regclient.ref.Ref;
import io.regclient.regsync.plan.Deletion;
import io.regclient.regsync.plan.TagClaims;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a run does about tags that may be deleted.
 *
 * @param mode how far it goes
 * @param claims what the entries of the configuration write where
 * @param approval which of the deletions are carried out
 */
public record Pruning(Mode mode, TagClaims claims, Approval approval) {

    /** How far a run goes. */
    public enum Mode {
        /** It remembers which tags it misses. */
        WATCH,
        /** It tells what would be deleted, and changes nothing, the memory included. */
        PLAN,
        /** It deletes. */
        DELETE
    }

    /** Says yes or no to a deletion that the rules allow. */
    @FunctionalInterface
    public interface Approval {
        /** All that the rules allow. */
        Approval ALL = deletion -> true;

        boolean approves(Deletion deletion);
    }

    /** A run that only remembers. */
    public static Pruning watching(TagClaims claims) {
        return new Pruning(Mode.WATCH, claims, Approval.ALL);
    }

    /** The same entries, and a run that only tells: a tag that two entries would delete is deleted by the first one. */
    public Pruning planning() {
        Set<Ref> told = ConcurrentHashMap.newKeySet();
        return with(Mode.PLAN, deletion -> told.add(deletion.target()));
    }

    /** The same entries, and a run that goes so far. */
    public Pruning with(Mode other, Approval yes) {
        return new Pruning(other, claims, yes);
    }
}

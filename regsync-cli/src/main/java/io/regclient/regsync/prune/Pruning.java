// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.prune;

import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.Deletion;
import io.regclient.regsync.plan.TagClaims;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

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

        /** The tags of a repository that have been told, and not deleted. */
        default Set<Tag> told(Ref repository) {
            return Set.of();
        }
    }

    /** A run that only remembers. */
    public static Pruning watching(TagClaims claims) {
        return new Pruning(Mode.WATCH, claims, Approval.ALL);
    }

    /** The same entries, and a run that only tells: a tag that two entries would delete is deleted by the first one. */
    public Pruning planning() {
        return with(Mode.PLAN, new Once());
    }

    /** Tells each deletion once, and knows what later entries will not find any more. */
    private static final class Once implements Approval {
        private final Set<Ref> told = ConcurrentHashMap.newKeySet();

        @Override
        public boolean approves(Deletion deletion) {
            return told.add(deletion.target());
        }

        @Override
        public Set<Tag> told(Ref repository) {
            return told.stream()
                    .filter(target -> target.withoutVersion().equals(repository))
                    .map(target -> new Tag(target.tag().orElseThrow()))
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    /** The same entries, and a run that goes so far. */
    public Pruning with(Mode other, Approval yes) {
        return new Pruning(other, claims, yes);
    }
}

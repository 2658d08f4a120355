// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import io.regclient.digest.Digest;
import io.regclient.ref.Tag;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What runs remember of each other. What a method has returned from is kept, also when the process is killed the moment
 * after. Thread-safe; several processes may use the same store.
 *
 * <p>Every method fails with {@link io.regclient.error.RegistryException} of kind LOCAL_IO when the store cannot be
 * reached or says nothing sensible; nothing was changed then. Repositories are known by the one name that
 * {@code plan.RepositoryNames} gives them. Times are kept to the millisecond.
 */
public interface StateStore extends AutoCloseable {

    /**
     * A run begins.
     *
     * @param command for example {@code once}
     * @return its number, by which everything it does is recorded
     */
    long beginRun(String command, Instant at) throws IOException;

    /** A run is over. */
    void endRun(long run, boolean failed, Instant at) throws IOException;

    /** What each tag of a source stood for when it was last looked at, with the time since when. */
    Map<Tag, Sighting> sightings(String repository) throws IOException;

    /** A tag of a source stands for an image. What differs from the last look is recorded as a move of kind SEEN. */
    void saw(long run, ImageAt image, Instant at) throws IOException;

    /** When an image was first seen under its tag, however often the tag moved in between; empty for never. */
    Optional<Instant> firstSeen(ImageAt image) throws IOException;

    /**
     * A tag of a target is about to move. Recorded as open before anything is done at the target.
     *
     * @return the number of the move
     */
    long intend(long run, Move move, Instant at) throws IOException;

    /**
     * A tag of a target is about to be deleted. Recorded like {@link #intend}, in one step with the look whether anybody
     * else is at it.
     *
     * @return the number of the move; empty when an open deletion of the tag {@link #isUnderWay}
     */
    OptionalLong claim(long run, Move deletion, Instant at) throws IOException;

    /** A claimed deletion was not begun, for the tag is not what it was: nothing is left of it. */
    void withdraw(long deletion) throws IOException;

    /**
     * Whether a deletion is open, and whoever began it may be at work on it: its run has neither ended nor was its process
     * seen to have ended, and it began less than five minutes ago.
     */
    boolean isUnderWay(long deletion, Instant now) throws IOException;

    /**
     * The tag of a deletion is about to be taken over by an image that is deleted with it. Until the move has ended it is
     * what the move leads to.
     */
    void takenOver(long deletion, Digest standIn) throws IOException;

    /** A move has ended. One that was made stays so; one that seemed not to be made may turn out to be. */
    void settle(long move, LedgerRow.End end) throws IOException;

    /** A move was made, or not. */
    default void settle(long move, boolean done) throws IOException {
        settle(move, done ? LedgerRow.End.DONE : LedgerRow.End.UNDONE);
    }

    /** Moves of the repository whose end is unknown, oldest first. */
    List<LedgerRow> open(String repository) throws IOException;

    /**
     * Moves of a repository, or of one of its tags, newest first.
     *
     * @param limit how many at most
     */
    List<LedgerRow> history(String repository, Optional<Tag> tag, int limit) throws IOException;

    /**
     * Moves of all repositories but those of kind SEEN, newest first.
     *
     * @param limit how many at most
     */
    List<LedgerRow> recent(int limit) throws IOException;

    /**
     * An image waits. One that waits already keeps its time, and one that was released stays released. A hold by rollback
     * counts whatever was before; one by a hook takes the place of what was over or released for another reason, which is
     * remembered with it.
     */
    void hold(long run, Hold hold) throws IOException;

    /** An image does not wait any more: it was copied, or its source has another one. A hold by rollback stays. */
    void drop(ImageAt image) throws IOException;

    /** The hold of an image under the tag of a target, released or not. */
    Optional<Hold> holdOf(ImageAt image) throws IOException;

    /** All holds that nobody released, by repository, tag and time. */
    List<Hold> held() throws IOException;

    /** The first of these. */
    default List<Hold> held(int limit) throws IOException {
        return held().stream().limit(limit).toList();
    }

    /** How many these are. */
    default int heldCount() throws IOException {
        return held().size();
    }

    /** Lets an image through; false when it is not held. */
    boolean release(ImageAt image, Instant at) throws IOException;

    /** Tags of a target that a source does not have any more. */
    Map<Tag, Absence> absences(String source, String target) throws IOException;

    /**
     * The tags of a target that this run misses at the source; others are not absent any more.
     *
     * @param absent all of them
     */
    void absent(long run, String source, String target, Set<Tag> absent, Instant at) throws IOException;

    /**
     * How entries run that several servers share.
     *
     * @param entries their keys; those that nobody ever ran are left out
     * @param now the time, from which the times of the runs are counted back
     */
    default List<EntryRun> entryRuns(Set<String> entries, Instant now) throws IOException {
        return List.of();
    }

    /** When an image was created, if that is known. */
    Optional<Instant> created(Digest manifest) throws IOException;

    /** Remembers when an image was created. */
    void keepCreated(Digest manifest, Instant created) throws IOException;

    @Override
    void close();

    /**
     * What a tag stands for.
     *
     * @param digest of the manifest
     * @param since when a run first saw it there
     */
    record Sighting(Digest digest, Instant since) {}
}

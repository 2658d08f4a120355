// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.report;

import io.regclient.copy.CopyResult;
import io.regclient.digest.Digest;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Something about one tag of a target that is not as it should be, and what is done about it.
 *
 * @param action what is done
 * @param source what is copied, or was
 * @param target the tag
 * @param wanted the manifest that the source has, empty where it has none or it is unknown
 * @param there the manifest that the target has before the step, empty for none or unknown
 * @param circumstances what else is to be known
 * @param traffic what is written, empty where nothing is or nobody tried
 * @param result how far it came
 */
public record Step(
        StepAction action,
        Optional<String> source,
        String target,
        Optional<Digest> wanted,
        Optional<Digest> there,
        Circumstances circumstances,
        Optional<Traffic> traffic,
        Result result) {

    /** True for something that would be done, or was not finished. */
    boolean is(Outcome outcome) {
        return result.outcome() == outcome;
    }

    /**
     * What else is to be known about a step.
     *
     * @param reason why nothing is copied, or why the tag is deleted
     * @param until when the wait for it is over, empty for not by itself
     * @param backup where the image that is replaced is kept
     * @param asks the hook that the run will ask, which may still keep the image from being copied
     */
    public record Circumstances(
            Optional<String> reason, Optional<Instant> until, Optional<String> backup, Optional<String> asks) {
        static final Circumstances NONE =
                new Circumstances(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        static Circumstances because(String reason) {
            return NONE.with(Optional.of(reason), Optional.empty());
        }

        Circumstances with(Optional<String> why, Optional<Instant> end) {
            return new Circumstances(why, end, backup, asks);
        }

        Circumstances keepingAt(String place) {
            return new Circumstances(reason, until, Optional.of(place), asks);
        }

        Circumstances asking(String hook) {
            return new Circumstances(reason, until, backup, Optional.of(hook));
        }
    }

    /**
     * What is written at a target, and what that costs.
     *
     * @param blobs blobs that are sent
     * @param bytes their bytes
     * @param mountedBlobs blobs that the registry takes from another of its repositories
     * @param mountedBytes their bytes
     * @param manifests manifests that are pushed
     * @param pulls manifests that are read from a source that counts pulls
     */
    public record Traffic(long blobs, long bytes, long mountedBlobs, long mountedBytes, long manifests, long pulls) {
        static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, 0);

        /** What a copy wrote, or would write. */
        static Traffic of(CopyResult copy, boolean countsPulls) {
            return new Traffic(
                    copy.blobs().sent(),
                    copy.bytes().sent(),
                    copy.blobs().mounted(),
                    copy.bytes().mounted(),
                    copy.manifestsPushed(),
                    countsPulls ? copy.manifestsPushed() : 0);
        }

        Traffic plus(Traffic other) {
            return new Traffic(
                    blobs + other.blobs,
                    bytes + other.bytes,
                    mountedBlobs + other.mountedBlobs,
                    mountedBytes + other.mountedBytes,
                    manifests + other.manifests,
                    pulls + other.pulls);
        }
    }

    /**
     * How far a step came.
     *
     * @param outcome the word for it
     * @param error why it failed or was refused, one line
     */
    public record Result(Outcome outcome, Optional<String> error) {
        static final Result PLANNED = new Result(Outcome.PLANNED, Optional.empty());
    }

    /** How far a step came. */
    public enum Outcome {
        /** It would be done. */
        PLANNED,
        /** It is done; for a step that changes nothing: it was looked at. */
        DONE,
        FAILED,
        /** The image is not the one that was planned for, so nothing was done. */
        REFUSED,
        /** The run ended before. */
        OPEN;

        /** The word in documents. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Outcome> ofWord(String word) {
            for (Outcome outcome : values()) {
                if (outcome.word().equals(word)) {
                    return Optional.of(outcome);
                }
            }
            return Optional.empty();
        }
    }
}

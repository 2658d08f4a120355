// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.event.Level;

/** What is to do about one image (contract regsync 9, steps 3 to 8); {@link SyncTask#decide} makes it. */
public sealed interface SyncDecision {
    /** Looks the open question up, if there is one. */
    Settled settle(PlatformLookup lookup) throws IOException;

    /** Finds the digest of a platform's manifest. */
    @FunctionalInterface
    interface PlatformLookup {
        Digest find(ChoosePlatform choice) throws IOException;
    }

    /** The digest of a platform's manifest has to be looked up in the index of the source first (step 6). */
    record ChoosePlatform(SyncTask task, SyncTask.Heads heads) implements SyncDecision {

        /** Where the platform is looked for: the source with the digest of its index. */
        public Ref index() {
            return task.source().addDigest(heads.source());
        }

        /** The platform that is looked for, as the entry writes it. */
        public String platform() {
            return task.entry().copy().platform();
        }

        /** The platform that is looked for; fails when the entry's text is none. */
        public Platform wanted() throws RegistryException {
            return task.entry().copy().parsedPlatform().orElseThrow().get();
        }

        @Override
        public Settled settle(PlatformLookup lookup) throws IOException {
            return task.decide(heads, lookup.find(this));
        }
    }

    /** A decision that needs nothing more to know. */
    sealed interface Settled extends SyncDecision {
        /** The line a run logs about it. */
        LogLine report();

        /** What the tag fails with; empty when it does not. */
        default Optional<RegistryException> failure() {
            return Optional.empty();
        }

        /** What has to be copied; empty when the target stays as it is. */
        default Optional<Transfer> transfer() {
            return Optional.empty();
        }

        @Override
        default Settled settle(PlatformLookup lookup) {
            return this;
        }
    }

    /**
     * The target has what is wanted.
     *
     * @param source with the digest of the platform's manifest when one platform is wanted
     * @param platform the wanted platform when the manifest was found in an index
     */
    record UpToDate(Ref source, Ref target, Digest digest, Optional<String> platform) implements Settled {
        @Override
        public LogLine report() {
            return platform.isPresent()
                    ? LogLine.of(Level.DEBUG, "Image matches for platform")
                            .with("source", source.commonName())
                            .with("platform", platform.get())
                            .with("target", target.commonName())
                    : LogLine.of(Level.DEBUG, "Image matches")
                            .with("source", source.commonName())
                            .with("target", target.commonName());
        }
    }

    /** The target has something, and what exists is kept (step 4) or never changes. */
    record Exists(Ref source, Ref target, Digest kept) implements Settled {
        @Override
        public LogLine report() {
            return LogLine.of(Level.DEBUG, "target exists")
                    .with("source", source.commonName())
                    .with("target", target.commonName());
        }
    }

    /** The source is no manifest of a wanted type (step 5). */
    record WrongType(Ref source, String mediaType, List<String> allowed) implements Settled {
        public WrongType {
            allowed = List.copyOf(allowed);
        }

        @Override
        public LogLine report() {
            return LogLine.of(Level.INFO, "Skipping unsupported media type")
                    .with("ref", source.commonName())
                    .with("mediaType", mediaType)
                    .with("allowed", allowed);
        }
    }

    /**
     * The image waits, and the target keeps what it has.
     *
     * @param source with the digest of the platform's manifest when one platform is wanted
     * @param wanted the digest that would be copied
     * @param kept what the target has, empty for nothing
     * @param reason why, in a few words
     * @param until when the wait is over, empty for not by itself
     */
    record Held(Ref source, Ref target, Digest wanted, Optional<Digest> kept, String reason, Optional<Instant> until)
            implements Settled {
        @Override
        public LogLine report() {
            LogLine line = LogLine.of(Level.INFO, "Image held")
                    .with("source", source.commonName())
                    .with("target", target.commonName())
                    .with("digest", wanted)
                    .with("reason", reason);
            return until.isPresent() ? line.with("until", until.get()) : line;
        }
    }

    /**
     * The tag moved at the source, and the target keeps what it has by the rules of the entry.
     *
     * @param source with the digest of the platform's manifest when one platform is wanted
     * @param wanted the digest that is not copied
     * @param kept what the target has
     */
    record Skipped(Ref source, Ref target, Digest wanted, Digest kept) implements Settled {
        @Override
        public LogLine report() {
            return LogLine.of(Level.WARN, "Tag moved at the source, target is kept")
                    .with("source", source.commonName())
                    .with("target", target.commonName())
                    .with("digest", wanted)
                    .with("kept", kept);
        }
    }

    /**
     * The tag moved at the source, and fails for it by the rules of the entry; the target keeps what it has.
     *
     * @param source with the digest of the platform's manifest when one platform is wanted
     * @param wanted the digest that is not copied
     * @param kept what the target has
     */
    record Moved(Ref source, Ref target, Digest wanted, Digest kept) implements Settled {
        @Override
        public LogLine report() {
            return LogLine.of(Level.DEBUG, "Tag moved at the source, and fails")
                    .with("source", source.commonName())
                    .with("target", target.commonName())
                    .with("digest", wanted)
                    .with("kept", kept);
        }

        @Override
        public Optional<RegistryException> failure() {
            return Optional.of(RegistryException.of(
                    ErrorKind.MISMATCH,
                    "the tag moved at the source to " + wanted + ", the target keeps " + kept
                            + " by onRetag: fail (try: look at the new image; to take it, delete the tag at the target "
                            + "or change onRetag)"));
        }
    }

    /**
     * A gate of the entry does not let the image through: the tag fails, and the target keeps what it has.
     *
     * @param source with the digest of the image that was looked at
     * @param wanted the digest that is not copied
     * @param kept what the target has, empty for nothing
     * @param gate key of the gate
     * @param reason why, one line
     */
    record Denied(Ref source, Ref target, Digest wanted, Optional<Digest> kept, String gate, String reason)
            implements Settled {
        @Override
        public LogLine report() {
            return LogLine.of(Level.WARN, "Image denied")
                    .with("source", source.commonName())
                    .with("target", target.commonName())
                    .with("digest", wanted)
                    .with("gate", gate)
                    .with("reason", reason);
        }

        @Override
        public Optional<RegistryException> failure() {
            return Optional.of(RegistryException.of(
                    ErrorKind.MISMATCH, "denied by the gate " + gate + ", " + wanted + ": " + reason));
        }
    }

    /** The target has the image; what belongs to it is looked through, and copied where it differs (step 7). */
    record Refresh(Transfer what) implements Settled {
        /** The same, whatever becomes of the tag of the source meanwhile. */
        public Refresh byDigest() {
            return new Refresh(what.byDigest());
        }

        @Override
        public LogLine report() {
            return LogLine.of(Level.INFO, "Image refreshing")
                    .with("source", what.source().commonName())
                    .with("target", what.target().commonName())
                    .with("forced", what.terms().options().forceRecursive())
                    .with("digestTags", what.terms().options().digestTags())
                    .with("referrers", !what.terms().options().referrers().isEmpty());
        }

        @Override
        public Optional<Transfer> transfer() {
            return Optional.of(what);
        }
    }

    /**
     * The image is absent at the target or differs (step 7).
     *
     * @param replaced what the target has now; empty when it has nothing
     */
    record Copy(Transfer what, Optional<Digest> replaced) implements Settled {
        /** The same copy, whatever becomes of the tag of the source meanwhile. */
        public Copy byDigest() {
            return new Copy(what.byDigest(), replaced);
        }

        @Override
        public LogLine report() {
            return LogLine.of(Level.INFO, "Image sync needed")
                    .with("source", what.source().commonName())
                    .with("target", what.target().commonName());
        }

        @Override
        public Optional<Transfer> transfer() {
            return Optional.of(what);
        }
    }
}

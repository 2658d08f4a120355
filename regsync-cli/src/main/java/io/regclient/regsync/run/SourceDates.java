// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.service.TaskBatch;
import io.regclient.ref.Ref;
import io.regclient.regsync.filter.TagDates;
import io.regclient.regsync.run.Lookahead.Next;
import io.regclient.regsync.safeguard.CreationTimes;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what filters by time ask about the tags of a source, about several tags at the same time.
 *
 * @param images asks for digests
 * @param created what was asked before
 * @param tasks threads to ask on
 * @param records false for a run that leaves the state as it is
 */
record SourceDates(ImageSync images, CreationTimes created, TaskBatch tasks, boolean records) {
    private static final Logger LOG = LoggerFactory.getLogger(SourceDates.class);

    /** Tags whose images are asked about early; the slots of the hosts say how many of them at the same time. */
    private static final int AHEAD = 16;

    /** What filters of the repository's tags may ask, as of now. */
    TagDates of(Ref repository) {
        return new OfRepository(repository, created.now());
    }

    /**
     * What is known about an image.
     *
     * @param created when it was created, empty when it does not say
     * @param readable false when a part of it is missing
     */
    private record Known(Optional<Instant> created, boolean readable) {}

    private final class OfRepository implements TagDates {
        private final Ref repository;
        private final Instant now;

        OfRepository(Ref repository, Instant now) {
            this.repository = repository;
            this.now = now;
        }

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public Found find(Collection<String> tags) throws IOException {
            Map<String, Instant> times = new HashMap<>();
            Set<String> unreadable = new HashSet<>();
            Lookahead<String, Known> questions = new Lookahead<>(tasks, tags, AHEAD, this::ask);
            questions.begin();
            Optional<Next<String, Known>> next = questions.next();
            while (next.isPresent()) {
                String tag = next.get().item();
                Known known = next.get().answer().get();
                known.created().ifPresent(time -> times.put(tag, time));
                if (!known.readable()) {
                    unreadable.add(tag);
                }
                next = questions.next();
            }
            return new Found(times, unreadable);
        }

        private Known ask(String tag) throws IOException {
            Ref image;
            try {
                image = repository.withTag(tag);
            } catch (RegistryException e) {
                return new Known(Optional.empty(), false); // no tag; whoever copies it will tell
            }
            try {
                return new Known(created.of(image.withDigest(digest(image)), records), true);
            } catch (RegistryException e) {
                if (!e.is(ErrorKind.NOT_FOUND)) {
                    throw e.withContext("when was " + image.commonName() + " created");
                }
                LOG.atDebug()
                        .addKeyValue("source", image.commonName())
                        .addKeyValue("error", RegistryException.describe(e))
                        .log("Image has no readable time of creation");
                return new Known(Optional.empty(), false);
            }
        }

        private Digest digest(Ref image) throws IOException {
            return images.head(image).descriptor().digest().orElseThrow();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.RegClient;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.NewRepository;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The repository that the tags of a pass go to, and whether it was there before: one list of its tags tells. */
final class TargetRepository {
    private static final Logger LOG = LoggerFactory.getLogger(TargetRepository.class);

    private final RegClient client;
    private final Ref name;
    private boolean known;
    private Optional<NewRepository> made = Optional.empty();

    TargetRepository(RegClient client, Ref name) {
        this.client = client;
        this.name = name;
    }

    /**
     * The names of its tags. A target that refuses the question has none; an answer that cannot be read says nothing
     * about them.
     */
    synchronized Set<String> tags() throws IOException {
        try {
            known = true;
            return new HashSet<>(client.tags().list(name, ListOptions.ALL).tags());
        } catch (IOException e) {
            if (RegistryException.is(e, ErrorKind.CANCELED)) {
                throw e;
            }
            boolean absent = RepositoryTags.countsAsAbsent(e);
            LOG.atLevel(absent ? Level.DEBUG : Level.ERROR)
                    .addKeyValue("target", name.toString())
                    .addKeyValue("error", RegistryException.describe(e))
                    .log("Failed getting target tags");
            if (!absent) {
                throw e;
            }
            made = NewRepository.ifUnknown(name, e);
            return Set.of();
        }
    }

    /**
     * The repository when the pass makes it.
     *
     * @param tags images that may be copied: for many of them it pays to ask
     */
    synchronized Optional<NewRepository> made(int tags) throws IOException {
        if (!known && tags >= NewRepository.WORTH_ASKING) {
            known = true;
            made = client.repos().ifNew(name);
        }
        return made;
    }

    @Override
    public String toString() {
        return name.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.filter;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** What filters by time ask about the tags of a repository. */
public interface TagDates {
    /** The time at which the filters are applied. */
    Instant now();

    /** When the images of these tags were created. */
    Found find(Collection<String> tags) throws IOException;

    /**
     * What is known about tags. One that is in neither has an image that does not say when it was created.
     *
     * @param created times by tag
     * @param unreadable tags whose image is incomplete: whoever copies it will tell what is wrong
     */
    record Found(Map<String, Instant> created, Set<String> unreadable) {
        public Found {
            created = Map.copyOf(created);
            unreadable = Set.copyOf(unreadable);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import io.regclient.error.RegistryException;
import io.regclient.model.TagList;
import io.regclient.ref.Ref;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.SchemeSet;
import io.regclient.scheme.StandIn;
import java.io.IOException;

/** Tags of repositories: {@link RegClient#tags}, which says how its methods fail. */
public final class Tags {
    private final SchemeSet schemes;

    Tags(SchemeSet schemes) {
        this.schemes = schemes;
    }

    /**
     * Upstream {@code TagList}: all pages, in the order of the registry, sorted for a layout (TG-2, TG-5, OL-16).
     *
     * @param page number of tags to stop after, not cut to it, and the tag to start after
     */
    public TagList list(Ref repo, ListOptions page) throws IOException {
        Scheme scheme = schemes.ofRepo(repo);
        return Operations.call(() -> scheme.listTags(repo, page));
    }

    /**
     * Upstream {@code TagDelete}: the tag alone, not what it points to (TG-7).
     *
     * @throws RegistryException of kind MISSING_TAG; where a registry forbids deletes the tag still stands (TG-8)
     */
    public void delete(Ref tag) throws IOException {
        delete(tag, StandIn.UNTOLD);
    }

    /**
     * The same for somebody who has to know what a run that is killed may leave under the tag.
     *
     * @param standIn told before anything is changed; not told where the registry deletes tags
     */
    public void delete(Ref tag, StandIn standIn) throws IOException {
        Scheme scheme = schemes.ofVersion(tag);
        Operations.run(() -> scheme.deleteTag(tag, standIn));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.safeguard;

import io.regclient.digest.Digest;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.RepositoryNames;
import io.regclient.regsync.state.ImageAt;
import io.regclient.regsync.state.StateStore;
import io.regclient.time.Ticker;
import java.time.Instant;
import java.util.Optional;

/**
 * The memory a run works with.
 *
 * @param store what earlier runs left
 * @param run the number of this run
 * @param clock the time of what it records
 * @param names by which repositories are known there
 * @param servers what the clocks of registries say, empty where they do not count
 */
public record RunState(
        StateStore store, long run, Ticker clock, RepositoryNames names, Optional<ServerClocks> servers) {

    /** By the clock alone. */
    public RunState(StateStore store, long run, Ticker clock, RepositoryNames names) {
        this(store, run, clock, names, Optional.empty());
    }

    /** The time for what is remembered as the beginning: not before that of a registry. */
    public Instant beginning(Ref... sides) {
        Instant now = clock.now();
        return servers.isPresent() ? servers.get().latest(now, sides) : now;
    }

    /** The time by which something is over: not after that of a registry. */
    Instant end(Ref... sides) {
        Instant now = clock.now();
        servers.ifPresent(clocks -> clocks.tell(now, sides));
        return servers.isPresent() ? servers.get().earliest(now, sides) : now;
    }

    /** An image under the tag of a reference; empty when it has none. */
    public Optional<ImageAt> image(Ref tagged, Digest digest) {
        Optional<String> tag = tagged.tag();
        return tag.isPresent()
                ? Optional.of(new ImageAt(names.of(tagged), new Tag(tag.get()), digest))
                : Optional.empty();
    }
}

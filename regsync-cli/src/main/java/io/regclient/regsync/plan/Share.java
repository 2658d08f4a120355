// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import io.regclient.config.Environment;
import io.regclient.ref.Ref;
import io.regclient.regsync.schema.EntryType;
import io.regclient.regsync.schema.RegsyncConfig;
import io.regclient.regsync.schema.SyncEntry;
import java.nio.file.Path;
import java.util.List;

/**
 * What one process of several does of a configuration: the repositories that are written to are divided, so that no two
 * processes write the same one. Entries of the type registry belong to all; their repositories are divided when they are
 * known.
 */
public final class Share {
    /** Everything, for a process that works alone. */
    public static final Share WHOLE = new Share(new Shard(0, 1), new RepositoryNames(List.of(), Path.of("")));

    private final Shard shard;
    private final RepositoryNames names;

    private Share(Shard shard, RepositoryNames names) {
        this.shard = shard;
        this.names = names;
    }

    /** The share of a shard in a configuration. */
    public static Share of(Shard shard, RegsyncConfig config, Environment environment) {
        return new Share(shard, new RepositoryNames(config.hosts(), environment.workingDirectory()));
    }

    public boolean isWhole() {
        return shard.count() == 1;
    }

    /** True when the repository a text refers to is written by this process. A text that is no reference has its turn too. */
    public boolean owns(String target) {
        return isWhole() || shard.owns(names.of(target));
    }

    /** The entries this process has to do with, in their order. */
    public List<SyncEntry> entries(List<SyncEntry> all) {
        return all.stream().filter(this::concerns).toList();
    }

    /** True for an entry of which this process does all or a part. */
    boolean concerns(SyncEntry entry) {
        return isWhole() || isDivided(entry) || owns(entry.target());
    }

    /** True for an entry of which every process does a part. */
    public static boolean isDivided(SyncEntry entry) {
        return entry.kind().value().filter(EntryType.REGISTRY::equals).isPresent();
    }

    /** True when both are the same repository. */
    boolean same(Ref one, Ref other) {
        return names.of(one).equals(names.of(other));
    }

    /** Shard and number of shards, for example {@code 1/8}. */
    @Override
    public String toString() {
        return shard.toString();
    }
}

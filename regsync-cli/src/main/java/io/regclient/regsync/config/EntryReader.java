// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.config;

import io.regclient.error.RegistryException;
import io.regclient.kit.yaml.YamlMapping;
import io.regclient.model.MediaType;
import io.regclient.regsync.config.SyncEntry.CopySettings;
import io.regclient.regsync.config.SyncEntry.RepoFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the entries of {@code sync} over the defaults (contract regsync 4). Templates stay as they are. */
final class EntryReader {
    private static final List<String> DEFAULT_MEDIA_TYPES =
            List.of(MediaType.DOCKER_MANIFEST, MediaType.DOCKER_LIST, MediaType.OCI_MANIFEST, MediaType.OCI_INDEX);

    private EntryReader() {}

    static SyncEntry read(YamlMapping from, Inherited defaults) throws RegistryException {
        Inherited settings = SettingsReader.read(from).over(defaults).withRetryFloor();
        return new SyncEntry(
                from.string("source"),
                from.string("target"),
                from.string("type"),
                tags(from.mapping("tags")),
                tagSets(from),
                repos(from.mapping("repos")),
                copySettings(from, settings),
                settings.backup(),
                settings.interval(),
                settings.schedule(),
                settings.rateLimit(),
                settings.mediaTypes().isEmpty() ? DEFAULT_MEDIA_TYPES : settings.mediaTypes(),
                settings.hooks());
    }

    private static CopySettings copySettings(YamlMapping from, Inherited settings) throws RegistryException {
        return new CopySettings(
                settings.digestTags().orElse(false),
                settings.referrers().orElse(false),
                settings.referrerFilters().orElse(List.of()),
                settings.referrerSource(),
                settings.referrerTarget(),
                settings.referrerSlow().orElse(false),
                from.string("platform"),
                from.strings("platforms"),
                settings.fastCheck().orElse(false),
                settings.forceRecursive().orElse(false),
                settings.includeExternal().orElse(false));
    }

    private static List<TagSet> tagSets(YamlMapping from) throws RegistryException {
        List<TagSet> sets = new ArrayList<>();
        for (YamlMapping set : from.mappings("tagSets")) {
            sets.add(tags(Optional.of(set)));
        }
        return sets;
    }

    private static TagSet tags(Optional<YamlMapping> from) throws RegistryException {
        return from.isEmpty()
                ? TagSet.EMPTY
                : new TagSet(
                        from.get().strings("allow"),
                        from.get().strings("deny"),
                        from.get().strings("semverRange"));
    }

    private static RepoFilter repos(Optional<YamlMapping> from) throws RegistryException {
        return from.isEmpty()
                ? new RepoFilter(List.of(), List.of())
                : new RepoFilter(from.get().strings("allow"), from.get().strings("deny"));
    }
}

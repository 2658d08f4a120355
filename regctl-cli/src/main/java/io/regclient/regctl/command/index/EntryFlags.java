// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.index;

import io.regclient.config.LocalPlatform;
import io.regclient.digest.Digest;
import io.regclient.image.IndexEntrySource;
import io.regclient.kit.cli.Arguments.Kind;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.PairsFlag;
import java.util.List;
import java.util.Optional;

/** Where the entries of an index come from (contract regctl 9.7.1). */
final class EntryFlags {
    private final PairsFlag annotations;
    private final Flag<Optional<Platform>> platform;
    private final Flag<List<Digest>> digests;
    private final Flag<Boolean> digestTags;
    private final Flag<List<Platform>> platforms;
    private final Flag<List<Ref>> refs;
    private final Flag<Boolean> referrers;

    EntryFlags(FlagSet flags) {
        annotations = new PairsFlag(flags, "desc-annotation", "Annotation of the entries, key=value");
        platform = flags.platform("desc-platform", "Platform of the entries, instead of that of the image config");
        digests = flags.list("digest", "Digest of a manifest in the same repository", Digest::parse);
        digestTags = flags.bool("digest-tags", "Copy tags that are named after the digest too");
        platforms = flags.list(
                        "platform",
                        "Platform to take from an index given with --ref, exact match",
                        LocalPlatform::parse)
                .names(Kind.PLATFORM);
        refs = flags.list("ref", "Image to copy into the repository and to include", Ref::parse)
                .names(Kind.IMAGE);
        referrers = flags.bool("referrers", "Copy referrers too");
    }

    IndexEntrySource value() {
        return new IndexEntrySource(
                digests.value(),
                refs.value(),
                platforms.value(),
                referrers.value(),
                digestTags.value(),
                annotations.value(),
                platform.value());
    }
}

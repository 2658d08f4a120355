// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import io.regclient.config.ConfigWarning;
import io.regclient.kit.schema.Parsed;
import io.regclient.ref.LayoutRef;
import io.regclient.ref.Ref;
import io.regclient.ref.RegistryRef;
import io.regclient.regsync.schema.SyncEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks for entries that write beside their target, where other processes may write as well: backups and referrers go
 * with the image they belong to, and a place of them that all images share cannot be divided.
 */
public final class ShareCheck {
    private static final String SHARED = "Repository is not divided, other shards may write it at the same time";

    private final Share share;
    private final List<ConfigWarning> warnings = new ArrayList<>();

    private ShareCheck(Share share) {
        this.share = share;
    }

    /** The places that are not divided, of the entries this process has to do with; none for a process alone. */
    public static List<ConfigWarning> warnings(List<SyncEntry> all, Share share) {
        ShareCheck check = new ShareCheck(share);
        for (int i = 0; i < all.size(); i++) {
            if (!share.isWhole() && share.concerns(all.get(i))) {
                check.look("sync[" + i + "]", all.get(i));
            }
        }
        return List.copyOf(check.warnings);
    }

    private void look(String where, SyncEntry entry) {
        String repository = entry.target() + (Share.isDivided(entry) ? "/repository" : "");
        Optional<Ref> target = Parsed.by(() -> Ref.parse(repository)).value();
        if (target.isEmpty()) {
            return; // the entry fails
        }
        Ref image = target.get();
        if (!entry.backup().isEmpty()) {
            Optional<Ref> place = backup(entry, image);
            // a place that goes with the target is as divided as the targets are
            boolean shared = place.isPresent()
                    && backup(entry, neighbor(image))
                            .filter(other -> share.same(place.get(), other))
                            .isPresent();
            if (shared) {
                add(where, "backup", place.get(), image);
            }
        }
        entry.copy()
                .parsedReferrerTarget()
                .flatMap(Parsed::value)
                .ifPresent(place -> add(where, "referrerTarget", place, image));
    }

    private static Optional<Ref> backup(SyncEntry entry, Ref image) {
        return Parsed.by(() -> BackupPlace.of(entry, image)).value();
    }

    /** Another repository at the same place. */
    private static Ref neighbor(Ref image) {
        if (image instanceof RegistryRef r) {
            return new RegistryRef(r.registry(), r.repository() + "-2", r.tag(), r.digest());
        }
        LayoutRef layout = (LayoutRef) image;
        return new LayoutRef(layout.scheme(), layout.path() + "-2", layout.tag(), layout.digest());
    }

    private void add(String where, String key, Ref place, Ref image) {
        if (!share.same(place, image)) {
            Map<String, String> details = new LinkedHashMap<>();
            details.put("config", where);
            details.put("key", key);
            details.put("repository", place.withoutVersion().toString());
            warnings.add(new ConfigWarning(SHARED, details));
        }
    }
}

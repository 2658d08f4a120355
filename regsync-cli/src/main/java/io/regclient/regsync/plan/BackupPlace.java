// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.kit.view.ReferenceView;
import io.regclient.ref.Ref;
import io.regclient.regsync.schema.SyncEntry;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Where an image that is about to be overwritten is kept (contract regsync 10). */
public final class BackupPlace {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT);

    /** Digits of the digest in the name: enough that no two images of a day share it. */
    private static final int DIGITS = 12;

    private static final int MAX_TAG = 128;

    private BackupPlace() {}

    /** Where what a copy replaces is kept. */
    public static Ref of(Transfer transfer) throws IOException {
        Optional<Ref> place = transfer.backup().flatMap(Keeping::place);
        return place.isPresent() ? place.get() : of(transfer.entry(), transfer.target());
    }

    /**
     * Where an image that another one replaces is kept when it must be: where the template of the entry says, else under
     * a tag beside it with its tag, the day (UTC) and the beginning of its digest.
     */
    public static Ref ofMoved(SyncEntry entry, Ref target, Digest replaced, Instant now) throws IOException {
        if (!entry.backup().isEmpty()) {
            return of(entry, target);
        }
        String suffix = "-" + DAY.format(now.atOffset(ZoneOffset.UTC)) + "-"
                + replaced.hex().substring(0, DIGITS);
        String tag = target.tag().orElseThrow();
        return target.withTag(tag.substring(0, Math.min(tag.length(), MAX_TAG - suffix.length())) + suffix);
    }

    /**
     * Expands the backup template of an entry. A text with a colon or slash is a full reference, any other text a tag
     * beside the target.
     */
    static Ref of(SyncEntry entry, Ref target) throws IOException {
        TemplateObject sync = entry.view();
        TemplateObject data = TemplateObject.struct("struct { Ref ref.Ref; Step, Sync main.ConfigSync }")
                .field("Ref", ReferenceView.of(target))
                .field("Step", sync)
                .field("Sync", sync)
                .build();
        String text = entry.backupTemplate().get().expand(data).strip();
        if (text.isEmpty()) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT,
                    "backup of " + target.commonName() + ": the template \"" + entry.backup() + "\" gives no tag");
        }
        if (text.contains(":") || text.contains("/")) {
            return Ref.parse(text);
        }
        try {
            return target.withTag(text);
        } catch (RegistryException e) {
            throw e.withContext("backup: \"" + text + "\" is not a tag");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.kit.view.ReferenceView;
import io.regclient.ref.Ref;
import io.regclient.regsync.schema.SyncEntry;
import java.io.IOException;

/** Where an image that is about to be overwritten is kept (contract regsync 10). */
public final class BackupPlace {
    private BackupPlace() {}

    /**
     * Expands the backup template of an entry. A text with a colon or slash is a full reference, any other text a tag
     * beside the target.
     */
    public static Ref of(SyncEntry entry, Ref target) throws IOException {
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

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.RegClient;
import io.regclient.copy.CopyOptions;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.ReferenceView;
import io.regclient.kit.template.Functions;
import io.regclient.kit.template.Template;
import io.regclient.kit.template.TemplateObject;
import io.regclient.ref.Ref;
import io.regclient.regsync.config.SyncEntry;
import io.regclient.regsync.config.SyncView;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps an image that is about to be overwritten under another tag (contract regsync 10). */
final class Backup {
    private static final Logger LOG = LoggerFactory.getLogger(Backup.class);

    private final RegClient client;
    private final Functions functions;

    Backup(RegClient client, Functions functions) {
        this.client = client;
        this.functions = functions;
    }

    /**
     * Copies the target to its backup reference. A copy that fails is a warning; a template that fails stops the sync
     * before anything is overwritten.
     */
    void save(SyncEntry entry, Ref target) throws IOException {
        if (entry.backup().isEmpty()) {
            return;
        }
        Ref backup = reference(entry, target);
        LOG.atInfo()
                .addKeyValue("original", target.commonName())
                .addKeyValue("backup", backup.commonName())
                .log("Saving backup");
        try {
            client.copyImage(target, backup, CopyOptions.PLAIN);
        } catch (IOException e) {
            if (RegistryException.is(e, ErrorKind.CANCELED)) {
                throw e;
            }
            LOG.atWarn()
                    .addKeyValue("original", target.commonName())
                    .addKeyValue("template", entry.backup())
                    .addKeyValue("backup", backup.commonName())
                    .addKeyValue("error", RegistryException.describe(e))
                    .log("Failed to backup existing image");
        }
    }

    /** A text with a colon or slash is a full reference, any other text a tag beside the target. */
    private Ref reference(SyncEntry entry, Ref target) throws IOException {
        TemplateObject sync = SyncView.of(entry);
        TemplateObject data = TemplateObject.struct("struct { Ref ref.Ref; Step, Sync main.ConfigSync }")
                .field("Ref", ReferenceView.of(target))
                .field("Step", sync)
                .field("Sync", sync)
                .build();
        String text = Template.parse(entry.backup(), functions).expand(data).strip();
        if (text.isEmpty()) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT,
                    "backup of " + target.commonName() + ": the template \"" + entry.backup() + "\" gives no tag");
        }
        return text.contains(":") || text.contains("/") ? Ref.parse(text) : checked(target.withTag(text), text);
    }

    private static Ref checked(Ref backup, String tag) throws RegistryException {
        try {
            return Ref.parse(backup.toString());
        } catch (RegistryException e) {
            throw RegistryException.of(
                    ErrorKind.INVALID_REFERENCE, "backup: \"" + tag + "\" is not a tag: " + e.getMessage(), e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.config;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.template.Functions;
import io.regclient.kit.template.Template;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.regsync.config.SyncEntry.CopySettings;
import java.io.IOException;

/** Expands the templates of an entry in the order of contract regsync 5; {@code backup} is left for the copy. */
final class EntryTemplates {
    private final Functions functions;
    private final String where;

    /**
     * Templates of one entry.
     *
     * @param where the entry, for messages
     */
    EntryTemplates(Functions functions, String where) {
        this.functions = functions;
        this.where = where;
    }

    /** Each text sees those expanded before it; the target stays raw until the end. */
    SyncEntry expand(SyncEntry raw) throws RegistryException {
        CopySettings copy = raw.copy();
        String source = expand("source", raw.source(), raw);
        SyncEntry entry = raw.withReferences(source, raw.target(), copy);
        String referrerSource = expand("referrerSource", copy.referrerSource(), entry);
        entry = raw.withReferences(
                source, raw.target(), copy.withReferrerPlaces(referrerSource, copy.referrerTarget()));
        String target = expand("target", raw.target(), entry);
        String referrerTarget = expand("referrerTarget", copy.referrerTarget(), entry);
        return raw.withReferences(source, target, copy.withReferrerPlaces(referrerSource, referrerTarget));
    }

    private String expand(String key, String text, SyncEntry entry) throws RegistryException {
        if (!text.contains("{{")) {
            return text;
        }
        TemplateObject data = TemplateObject.struct("struct { Sync main.ConfigSync }")
                .field("Sync", SyncView.of(entry))
                .build();
        try {
            return Template.parse(text, functions).expand(data);
        } catch (IOException e) {
            String message = where + "." + key + ": " + RegistryException.describe(e);
            throw RegistryException.of(ErrorKind.PARSING_FAILED, message, e);
        }
    }
}

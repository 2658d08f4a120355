// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.error.RegistryException;
import io.regclient.kit.schema.Expansion;
import io.regclient.kit.schema.Inheritance;
import io.regclient.kit.schema.KeyTemplates;
import io.regclient.kit.schema.Records;
import io.regclient.kit.schema.SchemaReader;
import io.regclient.kit.template.Functions;
import io.regclient.kit.yaml.YamlFile;
import io.regclient.kit.yaml.YamlMapping;
import io.regclient.model.MediaType;
import java.util.ArrayList;
import java.util.List;

/** Loads a configuration file: YAML, defaults, templates, in this order (contract regsync 2). */
public final class ConfigFile {
    private static final List<String> DEFAULT_MEDIA_TYPES =
            List.of(MediaType.DOCKER_MANIFEST, MediaType.DOCKER_LIST, MediaType.OCI_MANIFEST, MediaType.OCI_INDEX);

    private ConfigFile() {}

    /** Reads the parsed file. */
    public static RegsyncConfig of(YamlMapping root, Functions functions) throws RegistryException {
        int version = YamlFile.version(root);
        SchemaReader.Content<RegsyncFile> content = SchemaReader.read(root, RegsyncFile.class, Expansion.of(functions));
        Defaults defaults = defaults(content.value().defaults());
        List<SyncEntry> entries = new ArrayList<>();
        for (SyncKeys entry : content.value().sync()) {
            String where = root.where() + ": sync[" + entries.size() + "]";
            SyncKeys expanded = new KeyTemplates(functions, "Sync", where).expand(inherited(entry, defaults));
            entries.add(new SyncEntry(expanded, functions, entry.safeguards().said()));
        }
        return new RegsyncConfig(
                version,
                content.value().creds(),
                defaults,
                state(root, content.value().state(), functions),
                entries,
                content.warnings());
    }

    /** A state that nobody meant to be without would forget what it holds back. */
    private static StateSettings state(YamlMapping root, StateSettings read, Functions functions)
            throws RegistryException {
        Expansion plain = Expansion.of(functions);
        Expansion expansion = (key, text) -> {
            try {
                return plain.expand(key, text);
            } catch (RegistryException e) {
                throw root.invalid("state", key + ": " + e.getMessage());
            }
        };
        String url = expansion.expand("url", read.url());
        if (url.isBlank() && !read.url().isEmpty()) {
            throw root.invalid("state", "the url comes out empty, what does its template stand for?");
        }
        return new StateSettings(
                url,
                expansion.expand("user", read.user()),
                expansion.expand("password", read.password()),
                read.lease());
    }

    /** The defaults as they are used. */
    static Defaults defaults(Defaults read) {
        return Records.with(read, "ratelimit", read.rateLimit().withRetryFloor());
    }

    private static SyncKeys inherited(SyncKeys read, Defaults defaults) {
        SyncKeys entry = Inheritance.over(read, defaults);
        entry = Records.with(entry, "ratelimit", entry.upkeep().ratelimit().withRetryFloor());
        return entry.acceptance().mediaTypes().isEmpty()
                ? Records.with(entry, "mediaTypes", DEFAULT_MEDIA_TYPES)
                : entry;
    }
}

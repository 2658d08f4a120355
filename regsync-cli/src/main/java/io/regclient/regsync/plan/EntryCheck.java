// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import io.regclient.config.ConfigWarning;
import io.regclient.config.HostName;
import io.regclient.config.LocalPlatform;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.schedule.Schedule;
import io.regclient.kit.template.Functions;
import io.regclient.kit.template.Template;
import io.regclient.ref.Ref;
import io.regclient.regsync.config.SyncEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks for what will fail when an entry runs, so that a user need not wait for it. The findings are warnings: a file
 * the Go tools accept is accepted (contract regsync 17).
 */
public final class EntryCheck {
    private final Functions functions;
    private final List<ConfigWarning> warnings = new ArrayList<>();

    private EntryCheck(Functions functions) {
        this.functions = functions;
    }

    /** Something that may be wrong. */
    @FunctionalInterface
    private interface Attempt {
        void run() throws IOException;
    }

    /** What is wrong with the entries, in their order; nothing is asked of a registry. */
    public static List<ConfigWarning> warnings(List<SyncEntry> entries, Functions functions) {
        EntryCheck check = new EntryCheck(functions);
        for (int i = 0; i < entries.size(); i++) {
            check.look("sync[" + i + "]", entries.get(i));
        }
        return List.copyOf(check.warnings);
    }

    private void look(String where, SyncEntry entry) {
        references(where, entry);
        attempt(where, "tags", () -> TagSelection.select(entry.tagFilters(), List.of()));
        attempt(where, "repos", () -> RepositorySelection.select(entry.repos(), List.of()));
        if (!entry.schedule().isEmpty()) {
            attempt(where, "schedule", () -> Schedule.parse(entry.schedule()));
        }
        if (!entry.copy().platform().isEmpty()) {
            attempt(where, "platform", () -> LocalPlatform.parse(entry.copy().platform()));
        }
        for (String platform : entry.copy().platforms()) {
            if (!platform.isEmpty()) {
                attempt(where, "platforms", () -> LocalPlatform.parse(platform));
            }
        }
        attempt(where, "backup", () -> Template.parse(entry.backup(), functions));
    }

    private void references(String where, SyncEntry entry) {
        switch (entry.type()) {
            case "image" -> {
                attempt(where, "source", () -> Ref.parse(entry.source()));
                attempt(where, "target", () -> Ref.parse(entry.target()));
            }
            case "repository" -> {
                repository(where, "source", entry.source());
                repository(where, "target", entry.target());
            }
            case "registry" -> {
                attempt(where, "source", () -> requireHost(entry.source()));
                attempt(where, "target", () -> Ref.parse(entry.target() + "/repository"));
            }
            default ->
                add("Entry of the configuration will fail", where, "type", "must be registry, repository or image");
        }
        referrerPlace(where, "referrerSource", entry.copy().referrerSource());
        referrerPlace(where, "referrerTarget", entry.copy().referrerTarget());
    }

    private void repository(String where, String key, String text) {
        attempt(where, key, () -> Ref.parse(text));
        String name = text.substring(text.lastIndexOf('/') + 1);
        if (name.contains(":") || name.contains("@")) {
            add("Ignoring the tag of a repository", where, key, text);
        }
    }

    private void referrerPlace(String where, String key, String text) {
        if (!text.isEmpty()) {
            attempt(where, key, () -> Ref.parse(text));
        }
    }

    private static void requireHost(String text) throws RegistryException {
        if (!HostName.parse(text).isBareHost()) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "invalid hostname: \"" + text + "\"");
        }
    }

    private void attempt(String where, String key, Attempt attempt) {
        try {
            attempt.run();
        } catch (IOException e) {
            add("Entry of the configuration will fail", where, key, RegistryException.describe(e));
        }
    }

    private void add(String message, String where, String key, String detail) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("config", where);
        details.put("key", key);
        details.put("err", detail);
        warnings.add(new ConfigWarning(message, details));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import io.regclient.config.ConfigWarning;
import io.regclient.config.HostName;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.kit.schema.Parsed;
import io.regclient.ref.Ref;
import io.regclient.regsync.schema.EntrySafety;
import io.regclient.regsync.schema.EntryType;
import io.regclient.regsync.schema.HookRules;
import io.regclient.regsync.schema.PruneRule;
import io.regclient.regsync.schema.SyncEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks for what will fail when an entry runs, so that a user need not wait for it. The findings are warnings: a file
 * the Go tools accept is accepted (contract regsync 17).
 */
public final class EntryCheck {
    private static final String WILL_FAIL = "Entry of the configuration will fail";
    private static final String NO_EFFECT = "Key of the configuration has no effect";

    private final List<ConfigWarning> warnings = new ArrayList<>();

    private EntryCheck() {}

    /** Something that may be wrong. */
    @FunctionalInterface
    private interface Attempt {
        void run() throws IOException;
    }

    /** What is wrong with the entries, in their order; nothing is asked of a registry. */
    public static List<ConfigWarning> warnings(List<SyncEntry> entries) {
        EntryCheck check = new EntryCheck();
        for (int i = 0; i < entries.size(); i++) {
            check.look("sync[" + i + "]", entries.get(i));
        }
        return List.copyOf(check.warnings);
    }

    private void look(String where, SyncEntry entry) {
        references(where, entry);
        look(where, "tags", entry.tagSelection());
        look(where, "immutableTags", entry.immutableTags());
        look(where, "repos", entry.repositoryFilter());
        entry.activations().ifPresent(when -> look(where, "schedule", when.schedule()));
        entry.copy().parsedPlatform().ifPresent(platform -> look(where, "platform", platform));
        look(where, "platforms", entry.copy().platforms());
        look(where, "backup", entry.backupTemplate());
        entry.safety().parsed().forEach((key, parsed) -> look(where, key, parsed));
        entry.kind().value().ifPresent(type -> withoutEffect(where, type, entry));
    }

    private void withoutEffect(String where, EntryType type, SyncEntry entry) {
        boolean image = type == EntryType.IMAGE;
        if (image && !entry.tagFilters().isEmpty()) {
            add(NO_EFFECT, where, entry.tags().isEmpty() ? "tagSets" : "tags", "an image has one tag, that of source");
        }
        boolean filtersRepositories =
                !entry.repos().allow().isEmpty() || !entry.repos().deny().isEmpty();
        if (type != EntryType.REGISTRY && filtersRepositories) {
            add(NO_EFFECT, where, "repos", "it belongs to the type registry");
        }
        if (!entry.copy().platform().isEmpty()
                && entry.copy().platforms().value().filter(List::isEmpty).isEmpty()) {
            add(NO_EFFECT, where, "platforms", "platform chooses one image of the index");
        }
        safeguardsWithoutEffect(where, image, entry.safety());
        if (image && entry.sourceRef().value().isPresent() && !hasVersion(entry.source())) {
            add("Source of an image has no tag, latest is taken", where, "source", entry.source());
        }
    }

    /** What the defaults say is for other entries as well, and so is no mistake. */
    private void safeguardsWithoutEffect(String where, boolean image, EntrySafety safety) {
        boolean prunes = safety.prune().value().filter(PruneRule::isOn).isPresent();
        if (image && prunes && safety.says("prune")) {
            add(NO_EFFECT, where, "prune", "an image has one tag, which stays");
        }
        for (String key : List.of("minAgeSource", "minAgeAllow")) {
            if (safety.minAge().isZero() && safety.says(key)) {
                add(NO_EFFECT, where, key, "no image waits without minAge");
            }
        }
        if (safety.hooks().isPresent() && safety.hooks().get().value().isPresent()) {
            HookRules rules = safety.hooks().get().value().get();
            hookWithoutEffect(where, rules.post());
            hookWithoutEffect(where, rules.unchanged());
        }
    }

    private void hookWithoutEffect(String where, Optional<HookRules.Rule> rule) {
        if (rule.isPresent() && rule.get().failsOpen()) {
            add(NO_EFFECT, where, rule.get().name() + ".fail", "that this hook fails is a warning in any case");
        }
    }

    private void references(String where, SyncEntry entry) {
        look(where, "type", entry.kind());
        entry.kind().value().ifPresent(type -> references(where, type, entry));
        entry.copy().parsedReferrerSource().ifPresent(place -> look(where, "referrerSource", place));
        entry.copy().parsedReferrerTarget().ifPresent(place -> look(where, "referrerTarget", place));
    }

    private void references(String where, EntryType type, SyncEntry entry) {
        switch (type) {
            case IMAGE -> {
                look(where, "source", entry.sourceRef());
                look(where, "target", entry.targetRef());
            }
            case REPOSITORY -> {
                repository(where, "source", entry.source(), entry.sourceRef());
                repository(where, "target", entry.target(), entry.targetRef());
            }
            case REGISTRY -> {
                attempt(where, "source", () -> requireHost(entry.source()));
                attempt(where, "target", () -> Ref.parse(entry.target() + "/repository"));
            }
        }
    }

    private void repository(String where, String key, String text, Parsed<Ref> parsed) {
        look(where, key, parsed);
        if (hasVersion(text)) {
            add("Ignoring the tag of a repository", where, key, text);
        }
    }

    /** True when a tag or digest follows the last name of the path. */
    private static boolean hasVersion(String reference) {
        String name = reference.substring(reference.lastIndexOf('/') + 1);
        return name.contains(":") || name.contains("@");
    }

    private static void requireHost(String text) throws RegistryException {
        if (!HostName.parse(text).isBareHost()) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT, "invalid hostname: \"" + VisibleText.withoutLogin(text) + "\"");
        }
    }

    private void look(String where, String key, Parsed<?> parsed) {
        parsed.problem().ifPresent(e -> add(WILL_FAIL, where, key, RegistryException.describe(e)));
    }

    private void attempt(String where, String key, Attempt attempt) {
        look(where, key, Parsed.by(() -> {
            attempt.run();
            return key;
        }));
    }

    private void add(String message, String where, String key, String detail) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("config", where);
        details.put("key", key);
        details.put("err", detail);
        warnings.add(new ConfigWarning(message, details));
    }
}

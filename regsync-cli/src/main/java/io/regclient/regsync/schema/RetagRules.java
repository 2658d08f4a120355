// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.NamePatterns;
import io.regclient.regsync.filter.AllowDeny;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is done about tags that moved at the source: the first rule whose pattern matches counts. */
public final class RetagRules {
    private final List<OneRule> rules;

    private RetagRules(List<OneRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** What is done about a tag that moved. */
    public enum Action {
        /** The image is copied. */
        COPY,
        /** The image is copied, and a warning tells it. */
        WARN,
        /** The target keeps what it has. */
        SKIP,
        /** The target keeps what it has, and the tag fails. */
        FAIL,
        /** The image is copied when the old one has been kept under another tag. */
        BACKUP;

        static Action parse(String text) throws RegistryException {
            for (Action action : values()) {
                if (action.word().equals(text)) {
                    return action;
                }
            }
            throw RegistryException.of(
                    ErrorKind.PARSING_FAILED,
                    "invalid onRetag action \"" + text + "\", must be copy, warn, skip, fail or backup");
        }

        /** True when the image that the tag stood for before is not given up. */
        public boolean keepsOld() {
            return this == SKIP || this == FAIL || this == BACKUP;
        }

        /** The word in the file. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record OneRule(NamePatterns tags, Action action) {}

    static RetagRules of(List<RetagRule> keys) throws RegistryException {
        List<OneRule> rules = new ArrayList<>();
        for (RetagRule key : keys) {
            String pattern = key.pattern().isEmpty() ? ".*" : key.pattern();
            rules.add(new OneRule(AllowDeny.compile("onRetag", List.of(pattern)), Action.parse(key.action())));
        }
        return new RetagRules(rules);
    }

    /** True when the old image of a tag may be kept under another one. */
    public boolean hasBackups() {
        return rules.stream().anyMatch(rule -> rule.action() == Action.BACKUP);
    }

    /** True when no rule says anything else than what is done without one. */
    boolean copiesAll() {
        return rules.stream().allMatch(rule -> rule.action() == Action.COPY);
    }

    /** What is done about a tag of this name. */
    public Action of(String tag) {
        for (OneRule rule : rules) {
            if (rule.tags().matchAny(tag)) {
                return rule.action();
            }
        }
        return Action.COPY;
    }
}

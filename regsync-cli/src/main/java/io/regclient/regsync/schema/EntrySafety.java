// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.schema.Age;
import io.regclient.kit.schema.Parsed;
import io.regclient.kit.template.Functions;
import io.regclient.ref.NamePatterns;
import io.regclient.regsync.filter.AllowDeny;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What stands between a change at the source and the target, for one entry, parsed. */
public final class EntrySafety {
    private final Duration minAge;
    private final Parsed<AgeSource> ageSource;
    private final Parsed<NamePatterns> withoutWait;
    private final Parsed<RetagRules> onRetag;
    private final Parsed<PruneRule> prune;
    private final Parsed<GateRules> gates;
    private final Optional<Parsed<HookRules>> hooks;
    private final boolean asksHook;
    private final Set<String> ownKeys;

    /**
     * Parses the keys.
     *
     * @param keys as they are used
     * @param hooks as they are used
     * @param functions what their templates may call
     * @param ownKeys those of them that the entry does not have from the defaults
     */
    EntrySafety(Safeguards keys, Hooks hooks, Functions functions, Set<String> ownKeys) {
        this.ownKeys = Set.copyOf(ownKeys);
        minAge = keys.minAge().map(Age::duration).orElse(Duration.ZERO);
        ageSource = Parsed.by(() -> AgeSource.parse(keys.minAgeSource()));
        withoutWait = Parsed.by(() -> AllowDeny.compile("minAgeAllow", keys.minAgeAllow()));
        onRetag = Parsed.by(() -> RetagRules.of(keys.onRetag()));
        prune = Parsed.by(() -> PruneRule.of(keys.prune()));
        gates = Parsed.by(() -> GateRules.of(keys.gates()));
        this.hooks = hooks.isEmpty() ? Optional.empty() : Optional.of(Parsed.by(() -> HookRules.of(hooks, functions)));
        asksHook = Hooks.set(hooks.pre()).isPresent();
    }

    /** What the age of an image is counted from. */
    public enum AgeSource {
        FIRST_SEEN,
        CREATED;

        static AgeSource parse(String text) throws RegistryException {
            return switch (text) {
                case "", "firstSeen" -> FIRST_SEEN;
                case "created" -> CREATED;
                default ->
                    throw RegistryException.of(
                            ErrorKind.PARSING_FAILED,
                            "invalid minAgeSource \"" + text + "\", must be firstSeen or created");
            };
        }
    }

    /** How long an image must be known before it is copied, zero for no wait. */
    public Duration minAge() {
        return minAge;
    }

    public Parsed<AgeSource> ageSource() {
        return ageSource;
    }

    /** Tags whose images do not wait. */
    public Parsed<NamePatterns> withoutWait() {
        return withoutWait;
    }

    public Parsed<RetagRules> onRetag() {
        return onRetag;
    }

    /** What is deleted at the target; {@link PruneRule#isOn} tells whether anything is. */
    public Parsed<PruneRule> prune() {
        return prune;
    }

    /** What an image must have before it is copied. */
    public Parsed<GateRules> gates() {
        return gates;
    }

    /** True when the entry looks at an image before it is copied, or would if its gates could be read. */
    public boolean isGated() {
        return gates.value().filter(GateRules::isEmpty).isEmpty();
    }

    /** Who is asked and told about copies, empty for nobody. */
    public Optional<Parsed<HookRules>> hooks() {
        return hooks;
    }

    /** True when the entry asks a hook before it copies, or would if the hook could be read. */
    public boolean asksHook() {
        return asksHook;
    }

    /** What was parsed, by its key: the entry fails for one that is wrong, whatever the run is about. */
    public Map<String, Parsed<?>> parsed() {
        Map<String, Parsed<?>> all = new LinkedHashMap<>();
        all.put("minAgeSource", ageSource);
        all.put("minAgeAllow", withoutWait);
        all.put("onRetag", onRetag);
        all.put("prune", prune);
        all.put("gates", gates);
        hooks.ifPresent(parsed -> all.put("hooks", parsed));
        return all;
    }

    /** True for a key that the entry sets itself. */
    public boolean says(String key) {
        return ownKeys.contains(key);
    }

    /** True when the entry lets every image through at once, whatever gates and hooks say. */
    public boolean isOpen() {
        return minAge.isZero() && onRetag.value().filter(RetagRules::copiesAll).isPresent();
    }

    /** True when the entry cannot be run safely without knowing what earlier runs saw. */
    public boolean needsState() {
        boolean waits = !minAge.isZero();
        Optional<PruneRule> rule = prune.value();
        return waits || (rule.isPresent() && rule.get().isOn());
    }
}

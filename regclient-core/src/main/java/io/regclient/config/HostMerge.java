// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One layer of settings over another (contract HC-4, HC-5). */
final class HostMerge {
    private final HostConfig old;
    private final HostConfig newer;
    private final Consumer<ConfigWarning> warnings;
    private final HostConfigBuilder result;

    HostMerge(HostConfig old, HostConfig newer, Consumer<ConfigWarning> warnings) {
        this.old = old;
        this.newer = newer;
        this.warnings = warnings;
        this.result = old.toBuilder();
    }

    HostConfig merge() {
        switchLogins();
        for (HostSetting<?> setting : HostSetting.inMergeOrder()) {
            merge(setting);
        }
        return result.build();
    }

    /** A login of one kind replaces that of the other kind (HC-5). */
    private void switchLogins() {
        boolean newLogin = !newer.user().isEmpty()
                || !newer.pass().isEmpty()
                || !newer.token().isEmpty();
        if (newer.credHelper().isEmpty() && newLogin) {
            result.credHelper("").credExpire(Duration.ZERO);
        }
        // a user beside a helper only says whose login the helper has: an older password is not that user's
        if (!newer.credHelper().isEmpty()
                && newer.pass().isEmpty()
                && newer.token().isEmpty()) {
            result.user("").pass("").token("");
        }
    }

    private <T> void merge(HostSetting<T> setting) {
        SettingType<T> type = setting.type();
        T before = old.get(setting);
        T after = type.normal(newer.get(setting));
        if (!type.isSet(after)) {
            return;
        }
        if (setting == HostSetting.API_OPTS) {
            options();
            return;
        }
        if (setting.isDeprecated()) {
            deprecated(setting, type.shown(after));
        } else if (!type.zero().equals(before) && !before.equals(after) && !isByName(setting, before)) {
            boolean hidden = setting.hides(before) || setting.hides(after);
            changed(setting, hidden ? List.of() : List.of("orig", shown(type, before), "new", shown(type, after)));
        }
        result.set(setting, after);
        if (setting == HostSetting.REQ_CONCURRENT) {
            result.adaptive(newer.isAdaptive());
        }
    }

    /** A hostname that follows from the name is nobody's decision; Docker Hub's is there in every table. */
    private <T> boolean isByName(HostSetting<T> setting, T before) {
        return setting == HostSetting.HOSTNAME
                && before.equals(HostConfig.named(old.name()).get(setting));
    }

    private static <T> String shown(SettingType<T> type, T value) {
        return type.shown(type.withoutSecret(value));
    }

    private void changed(HostSetting<?> setting, List<String> values) {
        List<String> details = new ArrayList<>(values);
        details.addAll(List.of("host", old.name()));
        warnings.accept(
                ConfigWarning.of("Changing " + setting.label() + " for registry", details.toArray(String[]::new)));
    }

    private void options() {
        Map<String, String> merged = new HashMap<>(old.apiOpts());
        newer.apiOpts().forEach((key, value) -> {
            String before = merged.put(key, value);
            if (before != null && !before.equals(value)) {
                warnings.accept(ConfigWarning.of(
                        "Changing APIOpts setting for registry",
                        "orig",
                        before,
                        "new",
                        value,
                        "opt",
                        key,
                        "host",
                        old.name()));
            }
        });
        result.apiOpts(merged);
    }

    private void deprecated(HostSetting<?> setting, String value) {
        warnings.accept(
                setting == HostSetting.SCHEME
                        ? ConfigWarning.of("Scheme is deprecated, for http set TLS to disabled", "name", old.name())
                        : ConfigWarning.of("API field has been deprecated", "api", value, "host", old.name()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.regsync.schema.Hooks.Hook;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("docs/regsync.md: keys that keep something from happening")
class GuardKeysTest {
    private static final String ENTRY = "sync: [{source: a/b, target: c/b, type: repository, ";
    private static final String HOOK = "{type: exec, params: [/bin/false]}";

    private static void refuses(String yaml, String... parts) {
        assertThatThrownBy(() -> Configs.load(yaml))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED))
                .hasMessageContainingAll(parts);
    }

    @ParameterizedTest(name = "hooks: {0}")
    @ValueSource(
            strings = {
                "{pre: {timeout: 5s}}",
                "{pre: {fail: closed}}",
                "{pre: {x-type: exec}}",
                "{pre: {env: [A]}}",
                "{pre: {params: []}}",
                "{pre: {type: }}",
                "{pre: {type: '', params: [], url: ''}}",
                "{post: {timeout: 5s}}",
                "{unchanged: {fail: open}}"
            })
    @DisplayName("docs/regsync-hooks.md: a hook that does not say what it is is refused, it would be none")
    void refusesAHookThatIsNone(String hooks) {
        refuses(ENTRY + "hooks: " + hooks + "}]", "sync[0].hooks.", ": line 1, column ", "a hook needs type: exec");
        refuses(
                "defaults: {hooks: {pre: " + HOOK + "}}\n" + ENTRY + "hooks: " + hooks + "}]",
                "sync[0].hooks.",
                ": line 2, column ");
    }

    @ParameterizedTest(name = "hooks: {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{pre: {typ: exec, parms: [a]}} | hooks.pre.typ: line 1 | did you mean type?",
                "{pre: {type: exec, parms: [a]}} | hooks.pre.parms: line 1 | did you mean params?",
                "{pre: {type: exec, params: [a], fails: open}} | hooks.pre.fails: line 1 | did you mean fail?",
                "{pree: {type: exec, params: [a]}} | hooks.pree: line 1 | did you mean pre?",
                "{Pre: {type: exec, params: [a]}} | hooks.Pre: line 1 | did you mean pre?",
                "{before: {type: exec, params: [a]}} | hooks.before: line 1 | unknown key",
                "{type: exec, params: [a]} | hooks.type: line 1 | unknown key"
            })
    @DisplayName("docs/regsync-hooks.md: a key of hooks that nobody knows is refused")
    void refusesUnknownKeysOfHooks(String hooks, String where, String what) {
        refuses(ENTRY + "hooks: " + hooks + "}]", "sync[0]." + where, what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"books", "dates", "rates", "pages", "gateway"})
    @DisplayName("other words stay what the Go tools take them for: keys without a meaning")
    void takesOtherWords(String key) throws Exception {
        assertThat(Configs.entry(ENTRY + key + ": {a: 1}}]").source()).isEqualTo("a/b");
    }

    @ParameterizedTest(name = "pre: {0}")
    @ValueSource(strings = {"{}", "~", "{type: '', params: []}"})
    @DisplayName("what the Go tools read and print as no hook stays valid")
    void takesHooksThatAreNone(String pre) throws Exception {
        SyncEntry entry = Configs.entry(ENTRY + "hooks: {pre: " + pre + ", post: null, unchanged: null}}]");

        assertThat(entry.safety().hooks()).isEmpty();
        assertThat(entry.safety().asksHook()).isFalse();
        assertThat(Configs.load(ConfigText.of(
                                Configs.load(ENTRY + "hooks: {pre: " + pre + "}}]"), false, Optional.empty()))
                        .entries())
                .hasSize(1);
    }

    @Test
    @DisplayName("what the Go tools read as a hook stays valid, also beside keys of one's own and by merge")
    void takesHooks() throws Exception {
        Hooks hooks = Configs.entry("x-hook: &hook {type: exec, params: [a]}\n" + ENTRY
                        + "hooks: {x-why: scan, pre: {<<: *hook, x-why: scan, timeout: 5s}, post: " + HOOK + "}}]")
                .hooks();

        assertThat(hooks.pre().map(Hook::params)).contains(List.of("a"));
        assertThat(hooks.post().map(Hook::params)).contains(List.of("/bin/false"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "gate: {maxSize: 1} | did you mean gates?",
                "Gates: {maxSize: 1} | did you mean gates?",
                "hook: {} | did you mean hooks?",
                "Hooks: {} | did you mean hooks?",
                "minage: 3d | did you mean minAge?",
                "onretag: fail | did you mean onRetag?",
                "hooks: , pre: {type: exec} | it belongs in hooks, which is empty",
                "hooks: {}, post: {type: exec} | it belongs in hooks, which is empty"
            })
    @DisplayName("in an entry and in defaults a key that is nearly one of them is refused")
    void refusesNearMisses(String keys, String what) {
        refuses(ENTRY + keys + "}]", "sync[0].", ": line 1, column ", what, "begins with x-");
        refuses("defaults: {" + keys + "}", "defaults.", ": line 1, column ", what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gates", "hooks", "Gates", "hook", "minAge", "onRetag"})
    @DisplayName("where they mean nothing they are refused, with the place where they belong")
    void refusesMisplacedKeys(String key) {
        String belongs = " belongs in defaults or an entry of sync. A key of your own begins with x-";
        refuses(key + ": 1\n", "regsync.yml: " + key + ": line 1, column ", belongs);
        refuses(ENTRY + "tags: {" + key + ": 1}}]", "sync[0].tags." + key + ": line 1, column ", belongs);
    }

    @Test
    @DisplayName("other keys that nobody knows are warnings as before")
    void warnsAboutOtherKeys() throws Exception {
        assertThat(Configs.warnings(ENTRY + "image: x, labels: {a: b}, pre: x, x-gates: 1, prunes: 1}]"))
                .hasSize(4);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "gates: {maxSize: 1}, gates: {} | sync[0].gates: line 1, column 53",
                "hooks: {pre: {}}, platform: a, hooks: {} | sync[0].hooks: line 1, column 53",
                "minAge: 3d, minAge: 0s | sync[0].minAge: line 1, column 53",
                "onRetag: fail, onRetag: copy | sync[0].onRetag: line 1, column 53",
                "gates: {maxSize: 1, maxSize: 2} | sync[0].gates.maxSize: line 1, column 61",
                "gates: {labels: {a: b, a: c}} | sync[0].gates.labels.a: line 1, column 70",
                "gates: {cosign: {keys: [a], keys: [b]}} | sync[0].gates.cosign.keys: line 1, column 70",
                "hooks: {pre: {}, pre: {}} | sync[0].hooks.pre: line 1, column 61",
                "'hooks: {pre: {type: exec, params: [a], params: [b]}}' | hooks.pre.params: line 1, column 79"
            })
    @DisplayName("one of them twice is refused, the first would be lost")
    void refusesRepeatedKeys(String keys, String where) {
        refuses(ENTRY + keys + "}]", where, " is there again in line 1, and only the last one would count");
    }

    @Test
    @DisplayName("so is a mapping that has one of them, by merge too")
    void refusesRepeatedMappings() {
        refuses("defaults: {gates: {maxSize: 1}}\ndefaults: {parallel: 3}", "defaults: line 1, column 1: ", "line 2");
        refuses(
                "x-strict: &strict {gates: {maxSize: 1}}\ndefaults: {<<: *strict}\ndefaults: {parallel: 3}",
                "defaults: line 2, column 1: ",
                "again in line 3");
    }

    @Test
    @DisplayName("any other key twice is a warning: the last one counts, as with the Go tools")
    void warnsAboutRepeatedKeys() throws Exception {
        String yaml = "x-a: 1\nx-a: 2\ndefaults: {parallel: 2}\ndefaults: {parallel: 3}\n"
                + "sync: [{source: a/b, target: c/b, target: d/b, type: repository}]";

        assertThat(Configs.load(yaml).defaults().parallel()).isEqualTo(3);
        assertThat(Configs.entry(yaml).target()).isEqualTo("d/b");
        assertThat(Configs.warnings(yaml))
                .containsExactly(
                        "Ignoring a key that is there again, the last one counts key=defaults config=regsync.yml "
                                + "line=3 column=1",
                        "Ignoring a key that is there again, the last one counts key=target "
                                + "config=regsync.yml: sync[0] line=5 column=22");
    }
}

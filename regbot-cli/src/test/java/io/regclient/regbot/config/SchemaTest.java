// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.kit.schema.Expansion;
import io.regclient.kit.schema.Schema;
import io.regclient.kit.yaml.Yaml;
import io.regclient.testing.KeyTables;
import io.regclient.testing.SchemaTypos;
import io.regclient.testing.SchemaTypos.Typo;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("regbot A2: the declared keys")
class SchemaTest {

    private static RegbotConfig load(String yaml) throws Exception {
        return RegbotConfig.of(Yaml.parse(yaml, "regbot.yml"), Expansion.NONE);
    }

    static List<Typo> typos() {
        return SchemaTypos.of(RegbotFile.class);
    }

    @ParameterizedTest
    @MethodSource("typos")
    @DisplayName("a typo in any mapping warns with its line and the key that was meant")
    void warnsAboutTypos(Typo typo) throws Exception {
        assertThat(load(typo.yaml()).warnings())
                // a script whose only key is the misspelt one also has no text, which is told, too
                .filteredOn(warning -> !warning.toString().startsWith("Script has no text"))
                .singleElement()
                .asString()
                .startsWith("Ignoring an unknown key key=" + typo.key() + " ")
                .contains(" line=" + typo.line() + " ")
                .endsWith(" hint=did you mean " + typo.meant() + "?");
    }

    @ParameterizedTest
    @DisplayName("a script without schedule and interval takes both from the defaults, the schedule first")
    @CsvSource(
            delimiter = '|',
            value = {
                "interval: 1h, timeout: 5m|x-a: 1|PT1H||PT5M",
                "interval: 1h, schedule: '@daily'|x-a: 1|PT0S|@daily|PT0S",
                "interval: 1h, timeout: 5m|schedule: '@daily', timeout: 1m|PT0S|@daily|PT1M",
                "schedule: '@daily'|interval: 2h|PT2H||PT0S",
                "x-a: 1|interval: 0s|PT0S||PT0S"
            })
    void inheritsTimes(String defaults, String own, Duration interval, String schedule, Duration timeout)
            throws Exception {
        ScriptEntry script = load("defaults: {" + defaults + "}\nscripts: [{name: n, " + own + "}]")
                .scripts()
                .getFirst();
        assertThat(script.interval()).isEqualTo(interval);
        assertThat(script.schedule()).isEqualTo(schedule == null ? "" : schedule);
        assertThat(script.timeout()).isEqualTo(timeout);
    }

    @Test
    @DisplayName("absent keys are zero, numbers beyond 32 bits the nearest one")
    void readsGlobalKeys() throws Exception {
        RegbotConfig empty = load("");
        assertThat(empty.scripts()).isEmpty();
        assertThat(empty.parallel()).isZero();
        RegbotConfig full = load("""
                creds: [{registry: r, user: u}]
                defaults: {parallel: 99999999999, blobLimit: 5, skipDockerConfig: true, userAgent: a/1}
                """);
        assertThat(full.parallel()).isEqualTo(Integer.MAX_VALUE);
        assertThat(full.blobLimit()).isEqualTo(5);
        assertThat(full.skipDockerConfig()).isTrue();
        assertThat(full.userAgent()).isEqualTo("a/1");
        assertThat(full.hosts())
                .singleElement()
                .satisfies(host -> assertThat(host.user()).isEqualTo("u"));
    }

    @Test
    @DisplayName("docs/regbot.md: the tables of keys are the declarations")
    void documentsEveryKey() throws Exception {
        Schema scripts = Schema.of(ScriptEntry.class);
        Schema defaults = Schema.of(RegbotFile.Defaults.class);
        KeyTables.check("regbot.md", "defaults", KeyTables.ofProgram(defaults, scripts));
        KeyTables.check("regbot.md", "scripts", KeyTables.of(scripts, defaults));
    }
}

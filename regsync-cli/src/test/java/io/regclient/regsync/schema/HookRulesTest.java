// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("docs/regsync-hooks.md: keys of a hook")
class HookRulesTest {
    private static HookRules rules(String hook) throws Exception {
        return Configs.entry("sync: [{source: a, target: b, type: image, hooks: {pre: " + hook + "}}]")
                .safety()
                .hooks()
                .orElseThrow()
                .get();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: http, url: 'http://a', params: [x]} | hooks.pre: params belong to the type exec where there is a url",
                "{type: http} | hooks.pre: url must say where the request goes",
                "{type: http, params: [a, b]} | hooks.pre: url must say where the request goes",
                "{type: http, url: 'http://a', env: [A]} | hooks.pre: env belongs to the type exec",
                "{type: exec} | hooks.pre: params must name a program",
                "{type: exec, params: ['']} | hooks.pre: params must name a program",
                "{type: exec, params: [a], url: 'http://a'} | hooks.pre: url and headers belong to the type http",
                "{params: [a]} | hooks.pre.type: \"\" must be exec or http",
                "{type: Exec, params: [a]} | hooks.pre.type: \"Exec\" must be exec or http",
                "{type: exec, params: [a], fail: shut} | hooks.pre.fail: \"shut\" must be closed or open",
                "{type: http, url: 'ftp://a'} | hooks.pre.url: it is no http or https URL",
                "{type: http, params: ['me:s3cret@a']} | hooks.pre.url: it is no http or https URL",
                "{type: exec, params: [a], timeout: 2562047h47m16s} | hooks.pre.timeout: it is longer than a week",
                "{type: exec, params: [a], timeout: -1s} | hooks.pre.timeout: it is negative"
            })
    @DisplayName("what makes no sense is told by what is wrong")
    void refuses(String hook, String message) {
        assertThatThrownBy(() -> rules(hook)).hasMessage(message);
    }

    @Test
    @DisplayName("a URL may be a template, which is looked at when it is used")
    void takesTemplates() throws Exception {
        assertThat(rules("{type: http, url: '{{env \"HOOK\"}}', timeout: 168h}")
                        .pre()
                        .orElseThrow()
                        .params())
                .containsExactly("{{env \"HOOK\"}}");
        assertThat(rules("{type: http, url: 'HTTPS://a'}").pre()).isPresent();
    }

    @Test
    @DisplayName("of type http the URL may stand in params, as the reference's schema has it")
    void takesTheUrlOfParams() throws Exception {
        assertThat(rules("{type: http, params: ['http://a']}")
                        .pre()
                        .orElseThrow()
                        .params())
                .containsExactly("http://a");
        assertThat(rules("{type: http, params: [], url: 'http://a'}")
                        .pre()
                        .orElseThrow()
                        .params())
                .containsExactly("http://a");
    }
}

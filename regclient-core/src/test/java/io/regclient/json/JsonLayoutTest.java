// SPDX-License-Identifier: Apache-2.0
package io.regclient.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** White space of JSON that exists already (contract JS-1, JS-4, regctl 9.2.3). */
class JsonLayoutTest {

    @Test
    @DisplayName("JS-1: white space between tokens goes, white space and quotes within texts stay")
    void compacts() {
        assertThat(JsonLayout.compact("{ \"a b\" :\r\n\t[ 1.0 , \"x \\\" }\" ] }\n", JsonStyle.COMPACT_PLAIN))
                .isEqualTo("{\"a b\":[1.0,\"x \\\" }\"]}");
    }

    @Test
    @DisplayName("JS-1: only the style with HTML escapes has them, and nothing is escaped twice")
    void escapes() {
        String json = "{\"a\":\"<&>\u2028\\u003c\\\\\"}";
        assertThat(JsonLayout.compact(json, JsonStyle.COMPACT_PLAIN)).isEqualTo(json);
        assertThat(JsonLayout.compact(json, JsonStyle.COMPACT))
                .isEqualTo("{\"a\":\"\\u003c\\u0026\\u003e\\u2028\\u003c\\\\\"}");
    }

    @Test
    @DisplayName("regctl 9.2.3: two blanks a level, empty objects and lists on one line")
    void indents() throws RegistryException {
        assertThat(JsonLayout.indented("{\"a\":[1,{}],\"b\":[],\"c\":\"{,:\\\"\"}"))
                .isEqualTo("""
                        {
                          "a": [
                            1,
                            {}
                          ],
                          "b": [],
                          "c": "{,:\\""
                        }""");
    }

    @Test
    @DisplayName("JS-1: deep nesting, which indentation would blow up, is refused")
    void boundsIndentation() {
        String deep = "[".repeat(20_000) + "]".repeat(20_000);
        assertThatThrownBy(() -> JsonLayout.indented(deep))
                .isInstanceOf(RegistryException.class)
                .extracting(e -> ((RegistryException) e).kind())
                .isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
    }
}

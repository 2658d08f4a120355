// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocationTest {

    @ParameterizedTest
    @DisplayName("BL-9: absolute, scheme-relative, root-relative and relative URLs are resolved, queries stay as text")
    @CsvSource(
            delimiter = '|',
            value = {
                "https://h/v2/a/blobs/uploads/    | https://o:8443/u?_state=a%2Bb%3D%3D |"
                        + " https://o:8443/u?_state=a%2Bb%3D%3D",
                "https://h/v2/a/blobs/uploads/    | //o/u                  | https://o/u",
                "https://h:5000/v2/a/blobs/uploads/ | /v2/a/u?_state=a%2Bb%3D%3D+;~%7E |"
                        + " https://h:5000/v2/a/u?_state=a%2Bb%3D%3D+;~%7E",
                "https://h/v2/a/blobs/uploads/    | 42?s=/../x             | https://h/v2/a/blobs/uploads/42?s=/../x",
                "https://h/v2/a/tags/list?n=1     | list?n=1&last=x        | https://h/v2/a/tags/list?n=1&last=x",
                "https://h/v2/a/tags/list?n=1     | ?last=x                | https://h/v2/a/tags/list?last=x",
                "https://h/v2/a/b                 | ../c/./d               | https://h/v2/c/d",
                "https://h/v2/a/b                 | /../../x/..            | https://h/",
                "https://h                        | u                      | https://h/u",
                "https://h?q=1/2                  | u                      | https://h/u",
                "https://[::1]:5000/v2/           | /u                     | https://[::1]:5000/u",
            })
    void resolves(String base, String reference, String expected) {
        assertThat(Location.resolve(base, reference)).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("BL-9: a parameter is appended without touching what is there")
    @CsvSource({
        "https://h/u,                          https://h/u?digest=d",
        "https://h/u?_state=a%2Bb%3D%3D,       https://h/u?_state=a%2Bb%3D%3D&digest=d",
        "https://h/u?,                         https://h/u?digest=d",
        "https://h/u?a=b&,                     https://h/u?a=b&digest=d"
    })
    void appends(String url, String expected) {
        assertThat(Location.withParameter(url, "digest", "d")).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("BL-9: a URL of another scheme is told without a login in it")
    @CsvSource({"ftp://joe:s3cret@o/u, ftp://***@o/u", "ftp://s3cret@o/u, ftp://***@o/u"})
    void hidesLogins(String url, String shown) {
        assertThatThrownBy(() -> Location.ofHeader("Link", "https://h/v2/", url))
                .hasMessage("https://h sent this Link, which is not an http or https URL: " + shown);
    }
}

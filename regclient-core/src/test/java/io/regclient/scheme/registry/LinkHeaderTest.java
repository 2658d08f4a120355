// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkHeaderTest {

    @ParameterizedTest
    @DisplayName("TG-2: quoted and bare relations, several links and odd spacing are understood")
    @CsvSource(
            quoteCharacter = '\'',
            delimiter = '|',
            value = {
                "</v2/app/tags/list?n=2&last=b>; rel=\"next\" | /v2/app/tags/list?n=2&last=b",
                "</a>;rel=next                                | /a",
                "</a> ; REL = \"NEXT\"                        | /a",
                "</a>; rel=\"prev\", </b>; rel=\"next\"       | /b",
                "</a>; rel=prev,</b>; rel=next                | /b",
                "</a?x=1,2;3>; rel=\"next\"                   | /a?x=1,2;3",
                "</a>; title=\"x, </no>; rel=next\"; rel=next | /a",
                "</a>; title=\"say \\\"next\\\"\", </b>; rel=next | /b",
                "</a>; rel=\"first next\"                     | /a",
                "</a>; rel=prev; rel=next, </b>;rel=next      | /b",
                "< https://h.example/c >; rel=next            | https://h.example/c",
                "</a>; crossorigin; rel=next                  | /a",
            })
    void findsTheNextLink(String header, String target) {
        assertThat(LinkHeader.next(List.of(header))).contains(target);
    }

    @ParameterizedTest
    @DisplayName("TG-2: what is no next link is skipped")
    @CsvSource(
            quoteCharacter = '\'',
            delimiter = '|',
            value = {"</a>; rel=\"prev\"", "</a>", "</a; rel=next", "garbage", "</a>; rel=\"nextish\"", "''"})
    void ignoresOtherHeaders(String header) {
        assertThat(LinkHeader.next(List.of(header))).isEmpty();
    }

    @Test
    @DisplayName("TG-2: the link may be in any of several header lines")
    void readsAllLines() {
        assertThat(LinkHeader.next(List.of("</a>; rel=first", "</b>; rel=next")))
                .contains("/b");
        assertThat(LinkHeader.next(List.of())).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import static io.regclient.scheme.registry.Failures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    void findsTheNextLink(String header, String target) throws RegistryException {
        assertThat(LinkHeader.next(List.of(header))).contains(target);
    }

    @ParameterizedTest
    @DisplayName("TG-2: what is no next link is skipped")
    @CsvSource(
            quoteCharacter = '\'',
            delimiter = '|',
            value = {"</a>; rel=\"prev\"", "</a>", "</a>; rel=\"nextish\"", "/a; rel=prev", "''", "' , '"})
    void ignoresOtherHeaders(String header) throws RegistryException {
        assertThat(LinkHeader.next(List.of(header))).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("TG-2: a link without its brackets, with one of them or in quotation marks is understood")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "/v2/x/tags/list?p=2; rel=\"next\"              | /v2/x/tags/list?p=2",
                "/v2/x/tags/list?p=1,2; rel=next                | /v2/x/tags/list?p=1,2",
                "https://h.example/v2/x?p=2 ;rel='next'         | https://h.example/v2/x?p=2",
                "?p=2;rel=next                                  | ?p=2",
                "v2/x/tags/list?p=2; rel = next                 | v2/x/tags/list?p=2",
                "\"/a?x=1;2\"; rel=\"next\"                       | /a?x=1;2",
                "'/a'; rel='next'                               | /a",
                "</a; rel=next                                  | /a",
                "/a>; rel=next                                  | /a",
                "/a; rel=prev, /b; rel=next                     | /b",
                "</a>; rel=\"next                                | /a",
                ", </a>; rel=next                               | /a",
            })
    void understandsBadForms(String header, String target) throws RegistryException {
        assertThat(LinkHeader.next(List.of(header))).contains(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "next", "rel=next", "<a; rel=next", "; rel=next", "list; rel=next"})
    @DisplayName("TG-2: a header that cannot be understood is an error, not the end of the list")
    void refusesTheRest(String header) throws RegistryException {
        RegistryException e = failure(ErrorKind.PARSING_FAILED, () -> LinkHeader.next(List.of(header)));
        assertThat(e.getMessage()).isEqualTo("unreadable header Link: " + header);
        assertThat(LinkHeader.next(List.of(header, "</b>; rel=next"))).contains("/b");
    }

    @Test
    @DisplayName("TG-2: the link may be in any of several header lines")
    void readsAllLines() throws RegistryException {
        assertThat(LinkHeader.next(List.of("</a>; rel=first", "</b>; rel=next")))
                .contains("/b");
        assertThat(LinkHeader.next(List.of())).isEmpty();
    }
}

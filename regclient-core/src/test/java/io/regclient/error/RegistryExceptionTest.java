// SPDX-License-Identifier: Apache-2.0
package io.regclient.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RegistryExceptionTest {

    @Test
    @DisplayName("ER-1: a failure is of its own kind, of the more general one and of those of its causes")
    void matchesSeveralKinds() {
        RegistryException rate = RegistryException.ofStatus(ErrorKind.HTTP_RATE_LIMIT, 429, "slow down");
        RegistryException last =
                RegistryException.of(ErrorKind.RETRY_LIMIT_EXCEEDED, "too many tries", new IOException(rate));

        assertThat(rate.is(ErrorKind.HTTP_STATUS)).isTrue();
        assertThat(last.kind()).isEqualTo(ErrorKind.RETRY_LIMIT_EXCEEDED);
        assertThat(last.is(ErrorKind.HTTP_RATE_LIMIT)).isTrue();
        assertThat(last.is(ErrorKind.NOT_FOUND)).isFalse();
        assertThat(RegistryException.is(new EOFException(), ErrorKind.SHORT_READ))
                .isFalse();
    }

    @Test
    @DisplayName("ER-1, BL-14: a missing object is NOT_FOUND and no general HTTP status error")
    void notFoundIsItsOwnKind() {
        RegistryException e = RegistryException.ofStatus(ErrorKind.NOT_FOUND, 404, "gone");

        assertThat(e.is(ErrorKind.HTTP_STATUS)).isFalse();
        assertThat(e.httpStatus()).hasValue(404);
    }

    @Test
    @DisplayName("ER-1: a context changes the message only; other I/O errors get a kind")
    void addsContext() {
        RegistryException e = RegistryException.withContext(
                "copy", RegistryException.ofStatus(ErrorKind.HTTP_UNAUTHORIZED, 401, "unauthorized"));

        assertThat(e).hasMessage("copy: unauthorized");
        assertThat(e.kind()).isEqualTo(ErrorKind.HTTP_UNAUTHORIZED);
        assertThat(e.httpStatus()).hasValue(401);
        assertThat(RegistryException.withContext("x", new EOFException()))
                .hasMessage("x: EOFException")
                .satisfies(plain -> assertThat(plain.kind()).isEqualTo(ErrorKind.TRANSPORT));
        assertThat(RegistryException.withContext("x", new InterruptedIOException("stop"))
                        .kind())
                .isEqualTo(ErrorKind.CANCELED);
    }

    @Test
    @DisplayName("TG-10: the header lines of an answer survive contexts and wrapping, whatever happens to the original")
    void carriesResponseHeaders() {
        List<String> lines = new ArrayList<>(List.of("Basic", "Bearer"));
        RegistryException answer = RegistryException.ofStatus(ErrorKind.HTTP_UNAUTHORIZED, 401, "no")
                .withResponseHeaders(Map.of("Www-Authenticate", lines));
        lines.clear();

        RegistryException outer = RegistryException.of(ErrorKind.RETRY_LIMIT_EXCEEDED, "tries", answer);
        for (RegistryException e : List.of(answer, answer.withContext("ping"), outer, outer.withContext("x"))) {
            assertThat(e.responseHeader("WWW-Authenticate")).containsExactly("Basic", "Bearer");
            assertThat(e.responseHeader("Link")).isEmpty();
        }
        assertThat(answer).hasMessage("no").hasNoCause();
        assertThat(RegistryException.of(ErrorKind.STALLED, "x").responseHeaders())
                .isEmpty();
    }

    @Test
    @DisplayName("ER-2: contexts can be left out where the rest names its request, kind and registry stay")
    void leavesContextsOut() {
        RegistryException inner = RegistryException.ofStatus(ErrorKind.NOT_FOUND, 404, "not found (GET http://r/v2/a)");
        RegistryException outer = inner.withRegistry("reg").withContext("get a").withContext("copy a");
        assertThat(outer.plain()).hasMessage("not found (GET http://r/v2/a)");
        assertThat(outer.plain().httpStatus()).hasValue(404);
        assertThat(outer.plain().registry()).contains("reg");
        assertThat(inner.plain()).isSameAs(inner);
        RegistryException unnamed = RegistryException.of(ErrorKind.DIGEST_MISMATCH, "digest mismatch")
                .withContext("get a");
        assertThat(unnamed.plain()).isSameAs(unnamed);
        assertThat(unnamed.withoutContexts()).hasMessage("digest mismatch");
        RegistryException wrapped = RegistryException.of(ErrorKind.BACKOFF_LIMIT, "given up at http://r", inner);
        assertThat(wrapped.plain()).isSameAs(wrapped);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestMeterTest {
    private static final String CONNECTION = """
            GET /v2/ HTTP/1.1
            Host: a

            PUT /v2/a/blobs/uploads/1?digest=x HTTP/1.1
            content-length: 26

            GET /no HTTP/1.1
            x: 1

            PATCH /v2/a/blobs/uploads/2 HTTP/1.1
            Transfer-Encoding: chunked

            a;x=y
            0123456789
            4
            <>

            0
            Trailer: 1

            DELETE /v2/a/manifests/b HTTP/1.1
            Content-Length: 0

            """.replace("\n", "\r\n");

    private final List<String> requests = new ArrayList<>();
    private final RequestMeter meter = new RequestMeter(requests::add);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 4096})
    void tellsRequestsAndTheBytesOfTheirContentHoweverTheyAreCut(int size) throws IOException {
        byte[] sent = RawServer.bytes(CONNECTION);
        for (int at = 0; at < sent.length; at += size) {
            byte[] piece = Arrays.copyOfRange(sent, at, Math.min(sent.length, at + size));
            meter.accept(piece, piece.length);
        }
        assertThat(requests)
                .containsExactly(
                        "GET /v2/ 0",
                        "PUT /v2/a/blobs/uploads/1?digest=x 26",
                        "PATCH /v2/a/blobs/uploads/2 14",
                        "DELETE /v2/a/manifests/b 0");
    }

    @Test
    void doesNotTellOfARequestThatIsNotComplete() throws IOException {
        send("PUT /v2/a HTTP/1.1\r\nContent-Length: 3\r\n\r\nab");
        assertThat(requests).isEmpty();
        send("c");
        assertThat(requests).containsExactly("PUT /v2/a 3");
    }

    @Test
    void refusesALengthThatIsNone() {
        assertThatThrownBy(() -> send("PUT /v2/a HTTP/1.1\r\nContent-Length: many\r\n\r\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("many");
    }

    private void send(String text) throws IOException {
        byte[] bytes = RawServer.bytes(text);
        meter.accept(bytes, bytes.length);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.wire;

import io.regclient.http.HttpCall;
import io.regclient.http.HttpReply;
import java.io.IOException;

/** Sends one request; in production {@link io.regclient.http.RegistryHttp#send}, in tests a script. */
@FunctionalInterface
public interface Sender {
    HttpReply send(HttpCall call) throws IOException;
}

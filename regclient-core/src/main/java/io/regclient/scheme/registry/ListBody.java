// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import io.regclient.scheme.registry.wire.HeaderErrors;
import java.nio.charset.StandardCharsets;

/**
 * The body of an answer that lists something (contract TG-5, TG-9, RF-2). It must have the list: a registry that says
 * "maintenance" with status 200 has not said that there is nothing.
 */
final class ListBody {
    private ListBody() {}

    /**
     * Reads a body.
     *
     * @param what what is listed, for messages
     * @param member key of the list; a null counts as an empty list
     * @throws RegistryException of kind PARSING_FAILED when there is no such key
     */
    static JsonObject read(byte[] body, String what, String member) throws RegistryException {
        JsonObject json = Json.parseObject(body, what);
        if (!json.keys().contains(member)) {
            String text = new String(body, 0, Math.min(body.length, 1000), StandardCharsets.UTF_8);
            throw RegistryException.of(
                    ErrorKind.PARSING_FAILED,
                    what + " without \"" + member + "\", the registry sent: "
                            + HeaderErrors.shown(text.strip().replaceAll("[\\p{Cntrl}\\s]+", " ")));
        }
        return json;
    }
}

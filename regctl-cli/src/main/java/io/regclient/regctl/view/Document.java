// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import io.regclient.kit.template.value.TemplateObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The bytes an object was read from, for what its fields do not tell: which texts and numbers are written in it, and
 * whether an empty list is. They are parsed when a template asks for one of these.
 *
 * @param raw a JSON object
 */
@SuppressWarnings("ArrayRecordComponent") // shared read-only, never compared
record Document(byte[] raw) {
    /** The text of a key, empty when absent. */
    String text(String key) throws RegistryException {
        return root().string(key);
    }

    /** The number of a key, 0 when absent. */
    long number(String key) throws RegistryException {
        return root().integer(key, 0);
    }

    /** The list; an empty one that is not written in the document was never filled, and is null in JSON. */
    Object list(String goTypeName, List<?> list, String... path) throws RegistryException {
        return !list.isEmpty()
                ? list
                : states(path) ? TemplateObject.named(goTypeName, list).build() : TemplateObject.unset(goTypeName);
    }

    /** Like {@link #list}. */
    Object map(String goTypeName, Map<?, ?> map, String... path) throws RegistryException {
        return !map.isEmpty()
                ? map
                : states(path) ? TemplateObject.named(goTypeName, map).build() : TemplateObject.unset(goTypeName);
    }

    private boolean states(String... path) throws RegistryException {
        Optional<JsonObject> object = Optional.of(root());
        for (int i = 0; i < path.length - 1 && object.isPresent(); i++) {
            object = object.get().object(path[i]);
        }
        return object.filter(o -> o.has(path[path.length - 1])).isPresent();
    }

    private JsonObject root() throws RegistryException {
        return Json.parseObject(raw, "document");
    }
}

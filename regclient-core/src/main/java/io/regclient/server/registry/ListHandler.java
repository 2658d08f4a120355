// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.json.JsonStyle;
import io.regclient.json.JsonWriter;
import io.regclient.server.message.ErrorCode;
import io.regclient.server.message.Page;
import io.regclient.server.message.Refusal;
import io.regclient.server.message.Reply;
import io.regclient.server.message.Request;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Lists of tags and repositories, sorted and in pages. */
final class ListHandler {
    private final StoreDirectory store;
    private final RegistryOptions options;

    ListHandler(StoreDirectory store, RegistryOptions options) {
        this.store = store;
        this.options = options;
    }

    Reply tags(Request request, RepositoryName name) throws IOException {
        Dispatcher.requireRead(request);
        RepositoryIndex index = store.repository(name)
                .findIndex()
                .orElseThrow(() -> Refusal.of(ErrorCode.NAME_UNKNOWN, "no repository " + name));
        Page page = Page.of(request, index.tags().navigableKeySet(), options.pageSize());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", name.value());
        body.put("tags", page.entries());
        Reply reply = Reply.json(200, JsonWriter.write(body, JsonStyle.COMPACT));
        return page.link(reply, "/v2/" + name + "/tags/list", Optional.empty());
    }

    Reply catalog(Request request) throws IOException {
        Dispatcher.requireRead(request);
        Page page = Page.of(request, store.repositories(), options.pageSize());
        String body = JsonWriter.write(Map.of("repositories", page.entries()), JsonStyle.COMPACT);
        return page.link(Reply.json(200, body), "/v2/_catalog", Optional.empty());
    }
}

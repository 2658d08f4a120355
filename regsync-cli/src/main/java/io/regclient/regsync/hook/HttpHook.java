// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.hook;

import io.regclient.RegClient;
import io.regclient.Webhooks;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.service.RunLimit;
import io.regclient.regsync.schema.HookRules.Rule;
import io.regclient.time.GoDuration;
import io.regclient.time.Sleeper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sends the document by POST; the content of the answer is what the hook says. */
final class HttpHook implements HookCall {
    private final RegClient client;

    HttpHook(RegClient client) {
        this.client = client;
    }

    @Override
    public byte[] call(Rule rule, Object data, byte[] document) throws IOException {
        String url = rule.expand(rule.params().getFirst(), data).strip();
        String server = Webhooks.server(url)
                .orElseThrow(() -> RegistryException.of(ErrorKind.INVALID_INPUT, "the url is no http or https URL"));
        Map<String, String> headers = new LinkedHashMap<>();
        for (Map.Entry<String, String> header : rule.headers().entrySet()) {
            headers.put(header.getKey(), rule.expand(header.getValue(), data).strip());
        }
        Webhooks.Answer answer = post(rule, url, server, headers, document);
        if (answer.isSuccess()) {
            return answer.content().getBytes(StandardCharsets.UTF_8);
        }
        boolean redirect = answer.status() / 100 == 3;
        String said =
                redirect ? ": redirects are not followed" : answer.reason().isEmpty() ? "" : ": ";
        throw RegistryException.of(
                ErrorKind.UNAVAILABLE,
                server + " answered " + answer.status() + said + (redirect ? "" : answer.reason()));
    }

    private Webhooks.Answer post(Rule rule, String url, String server, Map<String, String> headers, byte[] document)
            throws IOException {
        List<Webhooks.Answer> answers = new ArrayList<>();
        try {
            RunLimit.run(
                    rule.timeout(),
                    Sleeper.system(),
                    () -> answers.add(client.webhooks().post(url, headers, document, MAX_ANSWER)));
            return answers.getFirst();
        } catch (RegistryException e) {
            if (e.is(ErrorKind.UNAVAILABLE)) {
                throw RegistryException.of(
                        ErrorKind.UNAVAILABLE, server + " did not answer within " + GoDuration.format(rule.timeout()));
            }
            throw e.is(ErrorKind.CANCELED) ? e : e.withContext(server);
        }
    }
}

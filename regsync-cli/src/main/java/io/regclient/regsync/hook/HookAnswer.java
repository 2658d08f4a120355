// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.hook;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import io.regclient.regsync.gate.Verdict;

/** What a hook says: {@code {"decision": "allow", "reason": "..."}}. */
final class HookAnswer {
    private static final int MAX_SHOWN = 40;

    private HookAnswer() {}

    /**
     * Reads an answer; nothing is a yes.
     *
     * @param hook name of the hook
     * @throws RegistryException of kind PARSING_FAILED for what is no answer
     */
    static Verdict read(byte[] said, String hook) throws RegistryException {
        if (isBlank(said)) {
            return Verdict.allow();
        }
        JsonObject answer = Json.parseUniqueObject(said, "the answer");
        String decision = answer.string("decision");
        String reason = answer.optionalString("reason").orElse("");
        return switch (decision) {
            case "allow" -> Verdict.allow();
            case "deny" -> new Verdict.Deny(hook, reason.isBlank() ? "it gives no reason" : reason.strip());
            case "hold" -> new Verdict.Hold(hook, reason.isBlank() ? "it gives no reason" : reason.strip());
            default ->
                throw RegistryException.of(
                        ErrorKind.PARSING_FAILED,
                        "the answer has the decision " + VisibleText.orQuotes(VisibleText.name(decision, MAX_SHOWN))
                                + ", it must be allow, deny or hold");
        };
    }

    private static boolean isBlank(byte[] said) {
        for (byte each : said) {
            if (each != ' ' && each != '\t' && each != '\r' && each != '\n') {
                return false;
            }
        }
        return true;
    }
}

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
    private static final String NO_REASON = "it gives no reason";

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
        return switch (decision) {
            case "allow" -> {
                answer.optionalString("reason");
                yield Verdict.allow();
            }
            case "deny" -> new Verdict.Deny(hook, reason(answer));
            case "hold" -> new Verdict.Hold(hook, reason(answer));
            default ->
                throw RegistryException.of(
                        ErrorKind.PARSING_FAILED,
                        "the answer has the decision " + VisibleText.orQuotes(VisibleText.name(decision, MAX_SHOWN))
                                + ", it must be allow, deny or hold");
        };
    }

    /** A no is a no, whatever stands for its reason: as a failure it could become a yes. */
    private static String reason(JsonObject answer) {
        if (!(answer.tree().get("reason") instanceof String text)) {
            return answer.has("reason") ? "its reason is no text" : NO_REASON;
        }
        return text.isBlank() ? NO_REASON : text.strip();
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

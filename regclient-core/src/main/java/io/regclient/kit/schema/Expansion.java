// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.template.Functions;
import io.regclient.kit.template.Template;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Expands a template in the value of a key. */
@FunctionalInterface
public interface Expansion {
    /** Values as they are. */
    Expansion NONE = (key, text) -> text;

    /**
     * The text to use.
     *
     * @param key the key whose value it is
     * @throws RegistryException when the text is no valid template
     */
    String expand(String key, String text) throws RegistryException;

    /** A message without the text constants of the template it is about: one may be a password. */
    private static String withoutConstants(String message, String template) {
        String shown = message;
        Matcher constant =
                Pattern.compile("\"((?:\\\\.|[^\"\\\\])+)\"|`([^`]+)`").matcher(template);
        while (constant.find()) {
            String text = constant.group(1) == null ? constant.group(2) : constant.group(1);
            shown = shown.replace("\"" + text + "\"", "\"***\"").replace("`" + text + "`", "`***`");
            shown = text.length() < 4 ? shown : shown.replace(text, "***"); // short ones are in other words
        }
        return shown;
    }

    /** Templates without data (contract regsync 5). */
    static Expansion of(Functions functions) {
        return (key, text) -> expand(text, functions, Optional.empty());
    }

    /**
     * Tries whether a text is a template that can be read.
     *
     * @param key the key whose value it is
     * @throws RegistryException of kind PARSING_FAILED, which names the key
     */
    static void check(String key, String text, Functions functions) throws RegistryException {
        if (text.contains("{{")) {
            try {
                Template.parse(text, functions);
            } catch (RegistryException e) {
                String message = key + ": " + withoutConstants(e.getMessage(), text);
                throw RegistryException.of(ErrorKind.PARSING_FAILED, message);
            }
        }
    }

    /**
     * Expands a text; one without a template is kept as it is.
     *
     * @param data what the template sees
     * @throws RegistryException of kind PARSING_FAILED
     */
    static String expand(String text, Functions functions, Object data) throws RegistryException {
        if (!text.contains("{{")) {
            return text;
        }
        try {
            return Template.parse(text, functions).expand(data);
        } catch (RegistryException e) {
            throw RegistryException.of(e.kind(), withoutConstants(e.getMessage(), text));
        } catch (IOException e) {
            throw RegistryException.of(ErrorKind.PARSING_FAILED, RegistryException.describe(e), e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.ref;

import java.util.regex.Pattern;

/** How the parts of a reference are written (contract REF-2 to REF-4, REF-7). */
final class NameGrammar {
    // possessive quantifiers: nothing matched ever has to be given back, and they do not recurse per repetition
    private static final String LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
    private static final String DOTTED = LABEL + "(?:(?:\\." + LABEL + ")++\\.?|\\.)";
    private static final String UPPER = "(?=[a-zA-Z0-9-]*[A-Z])" + LABEL;
    private static final String IPV6 = "\\[(?:[a-fA-F0-9]{1,4}(?::[a-fA-F0-9]{1,4}){7}"
            + "|(?:[a-fA-F0-9]{1,4}(?::[a-fA-F0-9]{1,4}){0,6})?::(?:[a-fA-F0-9]{1,4}(?::[a-fA-F0-9]{1,4}){0,6})?)\\]";
    private static final String COMPONENT = "[a-z0-9]++(?:(?:\\.|__|_|-++)[a-z0-9]++)*+";

    static final String REGISTRY =
            "(?:(?:" + DOTTED + "|" + IPV6 + "|localhost|" + UPPER + ")(?::[0-9]+)?|" + LABEL + ":[0-9]+)";
    static final String REPOSITORY = COMPONENT + "(?:/" + COMPONENT + ")*+";
    static final String TAG = "[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}";
    static final String DIGEST = "[A-Za-z][A-Za-z0-9]*+(?:[-_+.][A-Za-z][A-Za-z0-9]*+)*+:[0-9a-fA-F]{32,}+";
    static final String PATH = "[/a-zA-Z0-9_\\-. ~+]+";

    /** Longest registry reference in characters: no registry accepts names above 255. */
    static final int MAX_LENGTH = 1024;

    private static final Pattern IS_REGISTRY = Pattern.compile(REGISTRY);
    private static final Pattern IS_REPOSITORY = Pattern.compile(REPOSITORY);
    private static final Pattern IS_TAG = Pattern.compile(TAG);
    private static final Pattern IS_DIGEST = Pattern.compile(DIGEST);
    private static final Pattern IS_PATH = Pattern.compile(PATH);

    private NameGrammar() {}

    static boolean isRegistry(String text) {
        return text.length() <= MAX_LENGTH && IS_REGISTRY.matcher(text).matches();
    }

    static boolean isRepository(String text) {
        return IS_REPOSITORY.matcher(text).matches();
    }

    static boolean isTag(String text) {
        return IS_TAG.matcher(text).matches();
    }

    static boolean isDigest(String text) {
        return IS_DIGEST.matcher(text).matches();
    }

    static boolean isPath(String text) {
        return IS_PATH.matcher(text).matches();
    }

    /**
     * The rule of the records: whoever has text from outside parses it, so what arrives here is a defect.
     *
     * @param fits the text is written as the grammar says
     */
    static void require(boolean fits, String part, String text) {
        if (!fits) {
            throw new IllegalArgumentException("not a " + part + ": \"" + text + "\"");
        }
    }
}

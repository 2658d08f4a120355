// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Removes secrets from text that is shown or logged (contract ER-2). */
public final class Redaction {
    private static final String MASK = "***";

    /** Characters of a text that are looked at: the patterns below take too long on more, and nobody reads it. */
    public static final int MAX_TEXT = 16 << 10;

    /** Characters of a header value that are shown. */
    public static final int MAX_HEADER = 4 << 10;

    /** Query and form parameters whose value is a secret or part of a signed URL. */
    private static final Pattern PARAMETERS = Pattern.compile("(?i)((?:^|[?&\\s\"'(])(?:"
            + "x-(?:amz|goog|ms|oss)-[a-z0-9-]+"
            + "|[a-z_-]*(?:token|signature|password|passwd|secret|credential)"
            + "|sig|policy|key-pair-id|awsaccesskeyid|googleaccessid|ossaccesskeyid"
            + "|access_?key(?:_?id)?|api_?key|jwt|auth|pass"
            + ")=)[^&\\s\"'<>)]+");

    /** User and password in front of a host. */
    private static final Pattern USER_INFO = Pattern.compile("(://)[^/?#\\s\"'@]+@");

    private static final Pattern BEARER = Pattern.compile("(?i)(\\b(?:bearer|basic)\\s+)[a-z0-9._~+/-]{16,}=*");

    /** A JSON web token anywhere. */
    private static final Pattern JWT = Pattern.compile("eyJ[A-Za-z0-9_-]{6,}\\.[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]*)?");

    /** Headers of which nothing is shown. */
    private static final List<String> SECRET_HEADERS =
            List.of("authorization", "proxy-authorization", "cookie", "set-cookie", "x-registry-auth");

    private Redaction() {}

    /** A URL or any text that may hold URLs, without logins and signatures. */
    public static String text(String text) {
        String clean = USER_INFO.matcher(cut(text, MAX_TEXT)).replaceAll("$1" + MASK + "@");
        clean = PARAMETERS.matcher(clean).replaceAll("$1" + MASK);
        clean = BEARER.matcher(clean).replaceAll("$1" + MASK);
        return JWT.matcher(clean).replaceAll(MASK);
    }

    /** The value of a header as it may be shown. */
    public static String header(String name, String value) {
        return isSecret(name) ? MASK : text(cut(value, MAX_HEADER));
    }

    /** True for headers whose value is a secret as a whole. */
    public static boolean isSecret(String name) {
        return SECRET_HEADERS.contains(name.toLowerCase(Locale.ROOT));
    }

    private static String cut(String text, int length) {
        return text.length() > length ? text.substring(0, length) + "..." : text;
    }
}

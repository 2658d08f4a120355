// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import io.regclient.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Names that a registry, a layout or a script may give and that lead elsewhere when they are trusted. */
public final class HostileNames {
    /** What no tag is: other places, other parts of a URL, other lines, other directions of text, other alphabets. */
    public static final List<String> TAGS = List.of(
            "../../victim/manifests/latest",
            "..",
            ".",
            "x/../../../victim/manifests/latest",
            "%2e%2e/%2e%2e/victim/manifests/latest",
            "..%2f..%2fvictim",
            "x#y",
            "a?b=c",
            "a;b",
            "a&b",
            "a\\b",
            "a b",
            " a",
            "a:b",
            "a@b",
            "sha256:" + "0".repeat(64),
            "/v2/victim/manifests/latest",
            "http://127.0.0.1:1/v2/victim",
            "été",
            "v1\u202egpj",
            "v\u200b1",
            "v1\u001b[2J",
            "v1\r\nHost: evil",
            "v1\nv2",
            "v1\t2",
            "v1\u0000",
            "\ud800",
            "-v1",
            ".v1",
            "v1+build",
            "a".repeat(129),
            "a".repeat(100_000));

    /** Characters besides the control characters that change what is next to them. */
    private static final String DIRECTING =
            "\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";

    private HostileNames() {}

    /** The answer of a registry that lists these names as tags. */
    public static Fault.Status tagList(List<String> names) {
        return json(Map.of("name", "lib/app", "tags", names));
    }

    /** The answer of a registry that lists these names as repositories. */
    public static Fault.Status catalog(List<String> names) {
        return json(Map.of("repositories", names));
    }

    private static Fault.Status json(Map<String, Object> tree) {
        return new Fault.Status(
                200,
                Map.of("Content-Type", "application/json"),
                new String(JsonWriter.compact(tree), StandardCharsets.UTF_8));
    }

    /** All names, some of them good ones. */
    public static List<String> among(String... good) {
        return Stream.concat(TAGS.stream(), Arrays.stream(good)).toList();
    }

    /** The text has no character that controls a terminal, but ends of lines and tabs, or the direction of text. */
    public static boolean isVisible(String text) {
        return text.chars()
                .noneMatch(c -> (Character.isISOControl(c) && c != '\n' && c != '\t') || DIRECTING.indexOf(c) >= 0);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Changes one header or the body of an answer into something a registry should not, but may, send. */
final class HostileMessage {
    private static final List<String> STEERING = List.of(
            "Location",
            "Link",
            "Docker-Content-Digest",
            "Content-Type",
            "Content-Length",
            "Content-Encoding",
            "Content-Range",
            "Range",
            "WWW-Authenticate",
            "OCI-Subject",
            "OCI-Filters-Applied",
            "OCI-Chunk-Min-Length",
            "Warning",
            "ETag",
            "Set-Cookie",
            "Transfer-Encoding");

    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern NUMBER = Pattern.compile("(?<=[:\\[,] ?)-?[0-9]+");

    /** Bytes are written as the characters of the same numbers. */
    private static final List<String> BODIES = List.of(
            "",
            "null",
            "[]",
            "{}",
            "true",
            "<html><body>maintenance</body></html>",
            "{\"error\":\"maintenance\"}",
            "{\"errors\":[{\"code\":\"\\u001b[31mRED\",\"message\":\"\\u202egnp\"}]}",
            "[".repeat(50_000),
            "{\"manifests\":".repeat(2_000),
            "\u00ff\u00fe\u0000{",
            "\u00ef\u00bb\u00bf{}",
            "{\"tags\":[\"../../victim/manifests/x\",\"a?b\",\"x#y\",7,null,\"\\u0000\"]}");

    private final RandomGenerator random;
    private final String trap;

    /** @param trap host and port that no request with credentials may reach */
    HostileMessage(RandomGenerator random, String trap) {
        this.random = random;
        this.trap = trap;
    }

    /** The bytes of an answer after the change. */
    byte[] changed(String statusLine, List<String[]> headers, byte[] body) {
        List<String[]> lines = new ArrayList<>(headers);
        byte[] content = body;
        int kind = random.nextInt(10);
        if (kind < 5 || (body.length == 0 && kind < 8)) {
            changeHeader(lines);
        } else if (kind < 9) {
            content = body(body);
            if (random.nextInt(4) > 0) {
                lines.removeIf(line -> line[0].equalsIgnoreCase("Content-Length"));
                lines.add(new String[] {"Content-Length", String.valueOf(content.length)});
            }
        } else {
            int status = List.of(200, 201, 202, 204, 206, 301, 307, 308, 400, 401, 403, 404, 405, 416, 429, 500, 503)
                    .get(random.nextInt(17));
            return bytes("HTTP/1.1 " + status + " X", lines, content);
        }
        return bytes(statusLine, lines, content);
    }

    private static byte[] bytes(String statusLine, List<String[]> lines, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringBuilder head = new StringBuilder(statusLine).append("\r\n");
        lines.forEach(line -> head.append(line[0]).append(": ").append(line[1]).append("\r\n"));
        out.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(content);
        return out.toByteArray();
    }

    private void changeHeader(List<String[]> lines) {
        boolean own = !lines.isEmpty() && random.nextBoolean();
        String name = own ? lines.get(random.nextInt(lines.size()))[0] : STEERING.get(random.nextInt(STEERING.size()));
        List<String[]> old =
                lines.stream().filter(line -> line[0].equalsIgnoreCase(name)).toList();
        int kind = random.nextInt(4);
        if (kind == 0) {
            lines.removeAll(old); // missing
        } else if (kind == 1) {
            old.forEach(line -> lines.add(line.clone())); // twice the same
        } else {
            if (kind == 2) {
                lines.removeAll(old); // otherwise a second, different one
            }
            lines.add(new String[] {name, text(old.isEmpty() ? "" : old.getFirst()[1])});
        }
    }

    private byte[] body(byte[] body) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        return switch (random.nextInt(6)) {
            case 0 -> text.substring(0, random.nextInt(text.length() + 1)).getBytes(StandardCharsets.ISO_8859_1);
            case 1 -> flipped(body);
            case 2 -> BODIES.get(random.nextInt(BODIES.size())).getBytes(StandardCharsets.ISO_8859_1);
            case 3 -> (text + text).getBytes(StandardCharsets.ISO_8859_1);
            case 4 -> replaced(text, NUMBER, List.of("-1", "99999999999999999999", "1e9", "null", "\"7\"", "0.5"));
            default -> replaced(text, TEXT, List.of());
        };
    }

    private byte[] flipped(byte[] body) {
        byte[] copy = body.clone();
        if (copy.length > 0) {
            copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
    }

    /** One match becomes one of the values; without values, the text in it becomes hostile. */
    private byte[] replaced(String text, Pattern pattern, List<String> values) {
        List<MatchResult> found =
                pattern.matcher(text.length() > 100_000 ? "" : text).results().toList();
        if (found.isEmpty()) {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
        MatchResult match = found.get(random.nextInt(found.size()));
        String value = values.isEmpty()
                ? "\"" + text(match.group(1)).replace("\"", "\\\"") + "\""
                : values.get(random.nextInt(values.size()));
        return (text.substring(0, match.start()) + value + text.substring(match.end()))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private String text(String old) {
        List<String> values = List.of(
                "",
                " ",
                "x".repeat(70_000),
                "seventeen",
                "-5",
                "99999999999999999999",
                "http://" + trap + "/v2/app/blobs/uploads/1",
                "http://" + trap + "/",
                "//" + trap + "/v2/",
                "<http://" + trap + "/v2/app/tags/list?last=a>; rel=\"next\"",
                "Bearer realm=\"http://" + trap + "/token\",service=\"x\"",
                "../../victim/manifests/latest",
                "/v2/victim/blobs/uploads/../../../victim/manifests/latest",
                "sha256:../../../../etc/passwd",
                "sha256:" + "0".repeat(64),
                "sha512:" + "0".repeat(64),
                "\u001b[31mred\u001b[0m",
                "a\tb",
                "\u00e2\u0080\u00aegnp.exe", // a bidirectional override in UTF-8
                "\u00ff\u00fe\u00fd",
                "application/json; charset=utf-16",
                "gzip",
                "chunked",
                "bytes 0-1/99",
                "299 - \"" + old + "\u001b]0;title\u0007\"",
                old.toUpperCase(Locale.ROOT),
                old + old,
                old.isEmpty() ? "\"" : old.substring(1));
        return values.get(random.nextInt(values.size()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.image;

/**
 * A value {@code name=value}. The name may have platforms in front, {@code [linux/amd64]name}, whose own {@code =} does
 * not end it.
 *
 * @param name with its platforms
 * @param value empty where there is no {@code =}
 */
record NameValue(String name, String value) {
    static NameValue parse(String text) {
        int from = text.startsWith("[") ? Math.max(text.indexOf(']'), 0) : 0;
        int equals = text.indexOf('=', from);
        return equals < 0
                ? new NameValue(text, "")
                : new NameValue(text.substring(0, equals), text.substring(equals + 1));
    }
}

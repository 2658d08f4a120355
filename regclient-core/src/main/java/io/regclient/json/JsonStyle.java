// SPDX-License-Identifier: Apache-2.0
package io.regclient.json;

/** How a tree is written. No style ends with a line feed (contract JS-1; regctl 3.5). */
public enum JsonStyle {
    /** No white space, {@code < > &} escaped: the form of manifests and configs, whose digest depends on it. */
    COMPACT("", true),
    /** No white space, {@code < > &} as they are. */
    COMPACT_PLAIN("", false),
    /** Two spaces per level, {@code < > &} escaped: the form of the configuration file. */
    PRETTY_ESCAPED("  ", true),
    /** Two spaces per level, {@code < > &} as they are: the form shown to people. */
    PRETTY("  ", false);

    private final String indent;
    private final boolean escapeHtml;

    JsonStyle(String indent, boolean escapeHtml) {
        this.indent = indent;
        this.escapeHtml = escapeHtml;
    }

    String indent() {
        return indent;
    }

    boolean escapeHtml() {
        return escapeHtml;
    }
}

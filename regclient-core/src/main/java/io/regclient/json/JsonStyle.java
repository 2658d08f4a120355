// SPDX-License-Identifier: Apache-2.0
package io.regclient.json;

/** How a tree is written. No style ends with a line feed (contract JS-1; regctl 3.5). */
public enum JsonStyle {
    /** No white space, {@code < > &} escaped: the form of manifests and configs, whose digest depends on it. */
    COMPACT("", true, false),
    /** No white space, {@code < > &} as they are. */
    COMPACT_PLAIN("", false, false),
    /** No white space, every control character and what changes the direction of text escaped: the form of a line that a terminal may show. */
    LINE("", false, true),
    /** Two spaces per level, {@code < > &} escaped: the form of the configuration file. */
    PRETTY_ESCAPED("  ", true, false),
    /** Two spaces per level, {@code < > &} as they are: the form shown to people. */
    PRETTY("  ", false, false);

    private final String indent;
    private final boolean escapeHtml;
    private final boolean escapeControls;

    JsonStyle(String indent, boolean escapeHtml, boolean escapeControls) {
        this.indent = indent;
        this.escapeHtml = escapeHtml;
        this.escapeControls = escapeControls;
    }

    String indent() {
        return indent;
    }

    boolean escapeHtml() {
        return escapeHtml;
    }

    /** True when control characters beyond those that JSON demands are escaped: DEL and U+0080 to U+009F. */
    boolean escapeControls() {
        return escapeControls;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import io.regclient.kit.template.text.FormatFlags;
import io.regclient.kit.template.text.NumberFormat;
import io.regclient.kit.template.text.Quoting;
import io.regclient.kit.template.value.Absent;
import io.regclient.kit.template.value.GoValues;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.kit.template.value.TemplateObject.TextSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Prints values like Go's fmt package: {@code {a b}} for structs, {@code [a b]} for lists, {@code map[k:v]} for maps.
 * A verb that does not fit a value prints {@code %!verb(type=value)} instead of failing.
 */
final class ValuePrinter {
    private static final String NIL_TEXT = "<nil>";

    private final BoundedText out;
    private final FormatFlags flags;
    /** {@code %+v}: struct fields with names. */
    private final boolean named;
    /** {@code %#v}: Go syntax. */
    private final boolean syntax;
    /** While a mismatch is reported, objects show their plain value. */
    private boolean reporting;

    private ValuePrinter(BoundedText out, FormatFlags flags, boolean named, boolean syntax) {
        this.out = out;
        this.flags = flags;
        this.named = named;
        this.syntax = syntax;
    }

    /** The default text of a value. */
    static String text(Object value) throws IOException {
        BoundedText out = BoundedText.ofValue();
        print(out, value, 'v', FormatFlags.NONE);
        return out.toString();
    }

    /** The text that an action prints: a pointer shows what it points to. */
    static String printed(Object value) throws IOException {
        if (value instanceof Absent) {
            return value == Absent.NIL ? NIL_TEXT : "<no value>";
        }
        BoundedText out = BoundedText.ofValue();
        new ValuePrinter(out, FormatFlags.NONE, false, false).value(value, 'v', 1);
        return out.toString();
    }

    /** One value with one verb. */
    static void print(BoundedText out, Object value, char verb, FormatFlags flags) throws IOException {
        boolean plain = verb == 'v';
        FormatFlags own = plain
                ? new FormatFlags(
                        flags.minus(), false, false, flags.space(), flags.zero(), flags.width(), flags.precision())
                : flags;
        new ValuePrinter(out, own, plain && flags.plus(), plain && flags.sharp()).argument(value, verb);
    }

    /** Operands separated by blanks where neither neighbour is a text. */
    static String joined(List<Object> values) throws IOException {
        BoundedText out = BoundedText.ofValue();
        boolean previousText = true;
        for (Object value : values) {
            boolean text = GoValues.plain(value) instanceof String;
            out.append(text || previousText ? "" : " ").append(text(value));
            previousText = text;
        }
        return out.toString();
    }

    /** Operands separated by blanks, with a line break at the end. */
    static String line(List<Object> values) throws IOException {
        BoundedText out = BoundedText.ofValue();
        for (Object value : values) {
            out.append(out.isEmpty() ? "" : " ").append(text(value));
        }
        return out.append('\n').toString();
    }

    private void argument(Object value, char verb) throws IOException {
        if (value instanceof Absent) {
            if (verb == 'v' || verb == 'T') {
                out.append(flags.withoutZero().pad(NIL_TEXT));
            } else {
                mismatch(value, verb);
            }
        } else if (verb == 'T') {
            out.append(flags.pad(GoValues.typeName(value)));
        } else {
            value(value, verb, 0);
        }
    }

    private void value(Object value, char verb, int depth) throws IOException {
        if (value instanceof TemplateObject object) {
            object(object, verb, depth);
        } else if (value instanceof Absent) {
            out.append(NIL_TEXT);
        } else {
            plain(value, value, verb, depth);
        }
    }

    /** A list, map or scalar; {@code typed} is the value with its named type. */
    private void plain(Object typed, Object plain, char verb, int depth) throws IOException {
        if (plain instanceof List<?> list) {
            list(typed, list, verb, depth);
        } else if (plain instanceof Map<?, ?> map) {
            map(typed, map, verb, depth);
        } else if (plain instanceof byte[] bytes) {
            bytes(bytes, verb, depth);
        } else {
            scalar(typed, plain, verb);
        }
    }

    private void object(TemplateObject object, char verb, int depth) throws IOException {
        if (object.isNil()) {
            nilPointer(object, verb);
            return;
        }
        Optional<TextSource> text = object.text();
        if (text.isPresent() && !reporting && !syntax && "vsxXq".indexOf(verb) >= 0) {
            out.append(string(text.get().get(), verb).orElseThrow());
            return;
        }
        Object plain = GoValues.plain(object);
        if (plain instanceof TemplateObject struct) {
            struct(struct, verb, depth);
        } else {
            plain(object, plain, verb, depth);
        }
    }

    private void nilPointer(TemplateObject object, char verb) throws IOException {
        if (verb != 'v') {
            mismatch(object, verb);
        } else {
            out.append(
                    syntax
                            ? "(" + object.goTypeName() + ")(nil)"
                            : flags.withoutZero().pad(NIL_TEXT));
        }
    }

    private void struct(TemplateObject object, char verb, int depth) throws IOException {
        String type = object.goTypeName();
        boolean pointer = type.startsWith("*");
        out.append(pointer && depth == 0 ? "&" : "");
        out.append(syntax ? type.substring(pointer ? 1 : 0) : "").append('{');
        String separator = "";
        for (String name : object.fieldNames()) {
            out.append(separator).append(named || syntax ? name + ":" : "");
            value(GoValues.fieldOf(object, name), verb, depth + 1);
            separator = syntax ? ", " : " ";
        }
        out.append('}');
    }

    private void list(Object typed, List<?> list, char verb, int depth) throws IOException {
        out.append(syntax ? GoValues.typeName(typed) + "{" : "[");
        String separator = "";
        for (Object element : list) {
            out.append(separator);
            value(GoValues.element(element), verb, depth + 1);
            separator = syntax ? ", " : " ";
        }
        out.append(syntax ? '}' : ']');
    }

    private void bytes(byte[] bytes, char verb, int depth) throws IOException {
        if (verb == 'x' || verb == 'X') {
            out.append(flags.pad(hex(bytes, verb)));
        } else if (verb == 's' || verb == 'q') {
            out.append(string(new String(bytes, StandardCharsets.UTF_8), verb).orElseThrow());
        } else {
            list(bytes, GoValues.byteNumbers(bytes), verb, depth);
        }
    }

    private void map(Object typed, Map<?, ?> map, char verb, int depth) throws IOException {
        out.append(syntax ? GoValues.typeName(typed) + "{" : "map[");
        String separator = "";
        for (Map.Entry<?, ?> entry : GoValues.sortedEntries(map)) {
            out.append(separator);
            value(GoValues.of(entry.getKey()), verb, depth + 1);
            out.append(':');
            value(GoValues.element(entry.getValue()), verb, depth + 1);
            separator = syntax ? ", " : " ";
        }
        out.append(syntax ? '}' : ']');
    }

    private void scalar(Object typed, Object plain, char verb) throws IOException {
        Optional<String> text = Optional.empty();
        if (plain instanceof String s) {
            text = string(s, verb);
        } else if (plain instanceof Long n) {
            text = NumberFormat.integer(n, verb, flags);
        } else if (plain instanceof Double d) {
            text = NumberFormat.floating(d, verb, flags);
        } else if (plain instanceof Boolean && (verb == 't' || verb == 'v')) {
            text = Optional.of(flags.pad(plain.toString()));
        }
        if (text.isPresent()) {
            out.append(text.get());
        } else {
            mismatch(typed, verb);
        }
    }

    private Optional<String> string(String text, char verb) {
        return switch (verb) {
            case 'v' -> Optional.of(syntax ? flags.pad(Quoting.quote(text)) : flags.pad(truncated(text)));
            case 's' -> Optional.of(flags.pad(truncated(text)));
            case 'q' -> Optional.of(flags.pad(quoted(truncated(text))));
            case 'x', 'X' -> Optional.of(flags.pad(hex(text.getBytes(StandardCharsets.UTF_8), verb)));
            default -> Optional.empty();
        };
    }

    private String quoted(String text) {
        return flags.sharp() && Quoting.canBackquote(text) ? "`" + text + "`" : Quoting.quote(text, '"', flags.plus());
    }

    private String truncated(String text) {
        return flags.hasPrecision() && text.codePointCount(0, text.length()) > flags.precision()
                ? text.substring(0, text.offsetByCodePoints(0, flags.precision()))
                : text;
    }

    private String hex(byte[] bytes, char verb) {
        int length = flags.hasPrecision() ? Math.min(flags.precision(), bytes.length) : bytes.length;
        String prefix = flags.sharp() && length > 0 ? verb == 'x' ? "0x" : "0X" : "";
        HexFormat format = verb == 'x' ? HexFormat.of() : HexFormat.of().withUpperCase();
        return flags.space()
                ? prefix + format.withDelimiter(" " + prefix).formatHex(bytes, 0, length)
                : prefix + format.formatHex(bytes, 0, length);
    }

    private void mismatch(Object value, char verb) throws IOException {
        out.append("%!").append(verb).append('(');
        if (value instanceof Absent) {
            out.append(NIL_TEXT);
        } else {
            reporting = true;
            out.append(GoValues.typeName(value)).append('=');
            value(value, 'v', 0);
            reporting = false;
        }
        out.append(')');
    }
}

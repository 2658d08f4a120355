// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.yaml;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.comments.CommentType;
import org.yaml.snakeyaml.emitter.Emitter;
import org.yaml.snakeyaml.events.CommentEvent;
import org.yaml.snakeyaml.events.DocumentEndEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.ImplicitTuple;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;
import org.yaml.snakeyaml.events.StreamStartEvent;

/**
 * Writes a tree of maps, lists, texts, numbers, booleans and nulls as YAML in block style. Only the style of texts is
 * chosen here: what any reader could take for something else is quoted, what has several lines is a literal block.
 */
public final class YamlText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_./][A-Za-z0-9_./@+,-]*(?::[A-Za-z0-9_./@+,-]+)*");
    private static final Pattern DURATION = Pattern.compile("(?:[0-9.]+(?:h|m|s|ms))+");
    private static final Pattern RESERVED =
            Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n|\\.nan|[-+]?\\.inf|[0-9._]*");
    private static final ImplicitTuple UNTAGGED = new ImplicitTuple(true, true);

    private final Emitter emitter;

    private YamlText(Emitter emitter) {
        this.emitter = emitter;
    }

    /**
     * A value with a comment on it, of one line.
     *
     * @param comment without the sign in front
     * @param value a map: the comment stands before its first key
     */
    public record Commented(String comment, Map<?, ?> value) {
        public Commented {
            if (comment.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("a comment has one line");
            }
        }
    }

    /** The document, ending with a line break. */
    public static String of(Map<String, ?> tree) {
        DumperOptions options = new DumperOptions();
        options.setSplitLines(false);
        options.setProcessComments(true);
        StringWriter out = new StringWriter();
        try {
            Emitter emitter = new Emitter(out, options);
            emitter.emit(new StreamStartEvent(null, null));
            emitter.emit(new DocumentStartEvent(null, null, false, null, Map.of()));
            new YamlText(emitter).value(tree);
            emitter.emit(new DocumentEndEvent(null, null, false));
            emitter.emit(new StreamEndEvent(null, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private void value(@Nullable Object value) throws IOException {
        if (value instanceof Commented commented) {
            emitter.emit(new CommentEvent(CommentType.BLOCK, " " + commented.comment(), null, null));
            value(commented.value());
        } else if (value instanceof Map<?, ?> map) {
            emitter.emit(new MappingStartEvent(null, null, true, null, null, FlowStyle.BLOCK));
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                String key = entry.getKey().toString();
                scalar(key, isPlain(key) ? ScalarStyle.PLAIN : ScalarStyle.DOUBLE_QUOTED);
                value(entry.getValue());
            }
            emitter.emit(new MappingEndEvent(null, null));
        } else if (value instanceof List<?> list) {
            emitter.emit(new SequenceStartEvent(null, null, true, null, null, FlowStyle.BLOCK));
            for (Object element : list) {
                value(element);
            }
            emitter.emit(new SequenceEndEvent(null, null));
        } else if (value instanceof String text) {
            scalar(text, style(text));
        } else {
            scalar(String.valueOf(value), ScalarStyle.PLAIN);
        }
    }

    private void scalar(String text, ScalarStyle style) throws IOException {
        emitter.emit(new ScalarEvent(null, null, UNTAGGED, text, null, null, style));
    }

    private static ScalarStyle style(String text) {
        if (isPlain(text)) {
            return ScalarStyle.PLAIN;
        }
        return isBlock(text) ? ScalarStyle.LITERAL : ScalarStyle.DOUBLE_QUOTED;
    }

    private static boolean isPlain(String text) {
        return (PLAIN.matcher(text).matches() || DURATION.matcher(text).matches())
                && !RESERVED.matcher(text).matches();
    }

    /** Certificates are readable as literal blocks; the rest of what has several lines is quoted. */
    private static boolean isBlock(String text) {
        return text.indexOf('\n') > 0
                && text.charAt(0) != ' '
                && text.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f))
                && !text.endsWith("\n\n");
    }
}

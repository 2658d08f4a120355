// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.config.LocalPlatform;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Platform;
import io.regclient.ref.NamePatterns;
import io.regclient.regsync.schema.Gates.Cosign;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an image must have before it is copied, parsed.
 *
 * @param labels of the config of each image
 * @param annotations of the manifest that gets the tag
 * @param maxSize of layers and configs together
 * @param platforms for which there must be an image
 * @param referrers artifact types of which there must be one
 * @param cosign signatures
 */
public record GateRules(
        Map<String, Wanted> labels,
        Map<String, Wanted> annotations,
        Optional<Size> maxSize,
        List<Platform> platforms,
        List<String> referrers,
        Optional<SignatureRules> cosign) {
    private static final GateRules NONE =
            new GateRules(Map.of(), Map.of(), Optional.empty(), List.of(), List.of(), Optional.empty());

    /**
     * A value that is wanted.
     *
     * @param text the pattern as it is written, empty for any value
     * @param pattern of the whole value
     */
    public record Wanted(String text, NamePatterns pattern) {
        /** True for a value that is as it is wanted. */
        public boolean accepts(String value) {
            return text.isEmpty() || pattern.matchAny(value);
        }

        /**
         * Compiles a pattern.
         *
         * @param where it stands, for the message
         * @throws RegistryException of kind PARSING_FAILED
         */
        static Wanted parse(String where, String text) throws RegistryException {
            NamePatterns.Wording wording = (_, reason) -> "invalid pattern of " + where + ": " + reason;
            // alone, since a bracket that closes too much would open what is put around it
            NamePatterns.compile(List.of(text), wording);
            return new Wanted(text, NamePatterns.compile(List.of("(?:" + text + ")"), wording));
        }
    }

    /**
     * A number of bytes.
     *
     * @param bytes how many
     * @param text as it is written
     */
    public record Size(long bytes, String text) {
        private static final int KILO = 1000;
        private static final int KIBI = 1024;

        static Size parse(String text) throws RegistryException {
            int unit = 0;
            while (unit < text.length() && "0123456789.".indexOf(text.charAt(unit)) >= 0) {
                unit++;
            }
            try {
                BigDecimal bytes = new BigDecimal(text.substring(0, unit))
                        .multiply(BigDecimal.valueOf(
                                factor(text.substring(unit).strip().toLowerCase(Locale.ROOT))));
                return new Size(bytes.toBigInteger().longValueExact(), text);
            } catch (ArithmeticException | IllegalArgumentException e) {
                throw RegistryException.of(
                        ErrorKind.PARSING_FAILED,
                        "invalid maxSize \"" + text + "\", a number of bytes is expected, for example 2GiB",
                        e);
            }
        }

        private static long factor(String unit) {
            return switch (unit) {
                case "", "b" -> 1;
                case "kb" -> KILO;
                case "mb" -> (long) KILO * KILO;
                case "gb" -> (long) KILO * KILO * KILO;
                case "kib" -> KIBI;
                case "mib" -> (long) KIBI * KIBI;
                case "gib" -> (long) KIBI * KIBI * KIBI;
                default -> throw new IllegalArgumentException(unit);
            };
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Parses the keys; kind PARSING_FAILED names the one that is wrong. */
    static GateRules of(Optional<Gates> keys) throws RegistryException {
        if (keys.isEmpty()) {
            return NONE;
        }
        Gates gates = keys.get();
        requireText("platforms", gates.platforms());
        requireText("referrers", gates.referrers());
        requireText("cosign.keys", gates.cosign().map(Cosign::keys).orElse(List.of()));
        List<Platform> platforms = new ArrayList<>();
        for (String platform : gates.platforms()) {
            platforms.add(platform(platform));
        }
        Optional<SignatureRules> cosign = gates.cosign().isPresent()
                ? Optional.of(SignatureRules.of(gates.cosign().get()))
                : Optional.empty();
        return new GateRules(
                wanted("labels", gates.labels()),
                wanted("annotations", gates.annotations()),
                gates.maxSize().isEmpty() ? Optional.empty() : Optional.of(Size.parse(gates.maxSize())),
                List.copyOf(platforms),
                gates.referrers(),
                cosign);
    }

    /** What a gate wants must not depend on the machine that asks. */
    private static Platform platform(String text) throws RegistryException {
        int slash = text.indexOf('/');
        if (slash < 0 || text.substring(0, slash).equalsIgnoreCase("local")) {
            throw RegistryException.of(
                    ErrorKind.PARSING_FAILED,
                    "invalid platform \"" + text + "\" of a gate, it needs a system and an architecture, for example "
                            + "linux/amd64");
        }
        return LocalPlatform.parse(text);
    }

    private static void requireText(String key, List<String> texts) throws RegistryException {
        if (texts.stream().anyMatch(String::isBlank)) {
            throw RegistryException.of(ErrorKind.PARSING_FAILED, key + " has an empty element");
        }
    }

    private static Map<String, Wanted> wanted(String key, Map<String, String> texts) throws RegistryException {
        Map<String, Wanted> all = new LinkedHashMap<>();
        for (Map.Entry<String, String> each : texts.entrySet()) {
            all.put(each.getKey(), Wanted.parse(key + " " + each.getKey(), each.getValue()));
        }
        return all;
    }

    /** True when nothing is wanted. */
    public boolean isEmpty() {
        return !readsImage() && referrers.isEmpty() && cosign.isEmpty();
    }

    /** True when the image itself is looked at, and not only what refers to it. */
    public boolean readsImage() {
        return !labels.isEmpty() || !annotations.isEmpty() || maxSize.isPresent() || !platforms.isEmpty();
    }
}

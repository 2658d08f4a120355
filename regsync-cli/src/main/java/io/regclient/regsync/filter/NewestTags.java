// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.filter;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.ref.RegularExpression;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How many of the tags of a set are kept, and which ones are the newest: the key {@code latest}, parsed. */
final class NewestTags {
    private final int count;
    private final Sort sort;
    private final Optional<Pattern> key;

    private NewestTags(int count, Sort sort, Optional<Pattern> key) {
        this.count = count;
        this.sort = sort;
        this.key = key;
    }

    /** What makes a tag newer than another one. */
    enum Sort {
        SEMVER,
        NATURAL,
        DATE;

        private static Sort parse(String text) throws RegistryException {
            return switch (text) {
                case "", "semver" -> SEMVER;
                case "natural" -> NATURAL;
                case "date" -> DATE;
                default ->
                    throw RegistryException.of(
                            ErrorKind.PARSING_FAILED,
                            "invalid sort \"" + text + "\" of latest, must be semver, natural or date");
            };
        }

        /** The word in the file. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads the key.
     *
     * @throws RegistryException of kind PARSING_FAILED
     */
    static NewestTags of(Latest latest) throws RegistryException {
        if (latest.count() <= 0) {
            throw RegistryException.of(
                    ErrorKind.PARSING_FAILED,
                    "invalid latest, count " + latest.count() + " must be the number of tags to keep, 1 or more");
        }
        Optional<Pattern> key = latest.key().isEmpty() ? Optional.empty() : Optional.of(pattern(latest.key()));
        return new NewestTags(latest.count(), Sort.parse(latest.sort()), key);
    }

    private static Pattern pattern(String text) throws RegistryException {
        try {
            if (RegularExpression.compile(text).groupCount() > 0) {
                return RegularExpression.compile("^(?:" + text + ")$");
            }
        } catch (RegistryException e) {
            throw invalidKey(text, e.getMessage());
        }
        throw invalidKey(text, "it has no group, and what is in the group is what is put in order");
    }

    private static RegistryException invalidKey(String text, String why) {
        return RegistryException.of(
                ErrorKind.PARSING_FAILED,
                "invalid key \"" + VisibleText.name(text, RegularExpression.MAX_SHOWN) + "\" of latest: " + why);
    }

    int count() {
        return count;
    }

    boolean byDate() {
        return sort == Sort.DATE;
    }

    /** For example {@code the 3 newest by semver}. */
    @Override
    public String toString() {
        return "the " + (count == 1 ? "newest" : count + " newest") + " by " + sort.word();
    }

    /** Why a tag has no place in the order, empty when it has one. */
    Optional<String> unordered(String tag) {
        Optional<String> text = ordered(tag);
        if (text.isEmpty()) {
            return Optional.of("the key does not match");
        }
        boolean wrong = sort == Sort.SEMVER && Version.parse(text.get()).isEmpty();
        return wrong ? Optional.of("\"" + text.get() + "\" is not a version") : Optional.empty();
    }

    /**
     * The tags by their names, newest first. Those of the same rank, as {@code 1.2} and {@code v1.2.0} are by semver, are
     * in the natural order of their names, so that the answer never depends on the order in which a registry lists them.
     *
     * @param tags that have a place in the order
     */
    List<String> byName(List<String> tags) {
        List<Ranked> ranked = new ArrayList<>();
        for (String tag : tags) {
            String text = ordered(tag).orElseThrow();
            ranked.add(new Ranked(tag, text, sort == Sort.SEMVER ? Version.parse(text) : Optional.empty()));
        }
        ranked.sort(Comparator.reverseOrder());
        return ranked.stream().map(Ranked::tag).toList();
    }

    /** The part of the tag that stands for it in the order; empty when the key does not match. */
    private Optional<String> ordered(String tag) {
        if (key.isEmpty()) {
            return Optional.of(tag);
        }
        Matcher matcher = key.get().matcher(tag);
        return matcher.find() ? Optional.ofNullable(matcher.group(1)) : Optional.empty();
    }

    private record Ranked(String tag, String text, Optional<Version> version) implements Comparable<Ranked> {
        @Override
        public int compareTo(Ranked other) {
            int order = version.isPresent()
                    ? version.get().compareTo(other.version.orElseThrow())
                    : Version.compareNaturally(text, other.text);
            return order != 0 ? order : compareNames(tag, other.tag);
        }
    }

    /** Natural order in which no two names are equal. */
    static int compareNames(String a, String b) {
        int order = Version.compareNaturally(a, b);
        return order != 0 ? order : a.compareTo(b);
    }
}

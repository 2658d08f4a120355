// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.filter;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Blank separated constraints that must all hold, for example {@code >=1.2 <2 } or {@code ^3.1} (contract regsync 6). */
final class VersionRange implements Predicate<Version> {
    private final List<Predicate<Version>> terms;

    private VersionRange(List<Predicate<Version>> terms) {
        this.terms = terms;
    }

    /** Reads a range; kind PARSING_FAILED names the range and the term that is wrong. */
    static VersionRange parse(String text) throws RegistryException {
        List<Predicate<Version>> terms = new ArrayList<>();
        for (String term : text.trim().split("\\s+", -1)) {
            terms.add(term(text, term));
        }
        return new VersionRange(List.copyOf(terms));
    }

    private static Predicate<Version> term(String range, String term) throws RegistryException {
        String operator = operator(term);
        String number = term.substring(operator.length());
        Version bound = Version.parse(number)
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.PARSING_FAILED,
                        "invalid semver range \"" + range + "\": \"" + number + "\" is not a version"));
        return switch (operator) {
            case ">=" -> v -> v.compareTo(bound) >= 0;
            case "<=" -> v -> v.compareTo(bound) <= 0;
            case ">" -> v -> v.compareTo(bound) > 0;
            case "<" -> v -> v.compareTo(bound) < 0;
            case "^" -> between(bound, firstNonZero(bound));
            case "~" -> between(bound, Math.min(1, bound.parts().size() - 1));
            default -> v -> v.compareTo(bound) == 0;
        };
    }

    private static String operator(String term) {
        for (String candidate : List.of(">=", "<=", ">", "<", "=", "^", "~")) {
            if (term.startsWith(candidate)) {
                return candidate;
            }
        }
        return "";
    }

    /** The part that a caret lets stay the same: the first one that is not 0, else the last one. */
    private static int firstNonZero(Version bound) {
        for (int i = 0; i < bound.parts().size(); i++) {
            if (bound.part(i) != 0) {
                return i;
            }
        }
        return bound.parts().size() - 1;
    }

    /** From the bound up to, not including, the version whose given part is one higher. */
    private static Predicate<Version> between(Version lowest, int part) {
        List<Long> upper = new ArrayList<>(lowest.parts().subList(0, part + 1));
        upper.set(part, upper.get(part) + 1);
        Version limit = new Version(upper, "");
        return v -> v.compareTo(lowest) >= 0 && v.compareTo(limit) < 0;
    }

    @Override
    public boolean test(Version version) {
        return terms.stream().allMatch(t -> t.test(version));
    }
}

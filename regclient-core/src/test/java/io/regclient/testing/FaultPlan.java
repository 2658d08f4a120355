// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import com.sun.net.httpserver.HttpExchange;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Rules "method and path, nth match, fault". A rule counts its own matches; several rules may hit one request and act
 * in the order in which they were added. Tests that run in parallel name their repository in the path. Thread-safe.
 */
public final class FaultPlan {
    private final List<Rule> rules = new CopyOnWriteArrayList<>();

    FaultPlan() {}

    /**
     * Which matches of a rule are hit, counted from 1.
     *
     * @param from first match
     * @param to last match
     */
    public record Occurrence(int from, int to) {
        /** Every match. */
        public static Occurrence always() {
            return new Occurrence(1, Integer.MAX_VALUE);
        }

        /** Only the nth match. */
        public static Occurrence nth(int n) {
            return new Occurrence(n, n);
        }

        /** The first n matches. */
        public static Occurrence first(int n) {
            return new Occurrence(1, n);
        }

        boolean includes(int match) {
            return match >= from && match <= to;
        }
    }

    private record Rule(String method, Pattern target, Occurrence occurrence, Fault fault, AtomicInteger matches) {
        boolean hits(String requestMethod, String requestTarget) {
            boolean match = (method.equals("*") || method.equals(requestMethod))
                    && target.matcher(requestTarget).find();
            return match && occurrence.includes(matches.incrementAndGet());
        }
    }

    /**
     * Adds a rule.
     *
     * @param method HTTP method, or {@code *} for all
     * @param targetRegex found anywhere in the path and query as sent
     */
    public FaultPlan on(String method, String targetRegex, Occurrence occurrence, Fault fault) {
        rules.add(new Rule(method, Pattern.compile(targetRegex), occurrence, fault, new AtomicInteger()));
        return this;
    }

    /** Adds a rule for every match. */
    public FaultPlan on(String method, String targetRegex, Fault fault) {
        return on(method, targetRegex, Occurrence.always(), fault);
    }

    /** Removes all rules. */
    public void clear() {
        rules.clear();
    }

    List<Fault> hitBy(HttpExchange exchange) {
        String method = exchange.getRequestMethod();
        String target = exchange.getRequestURI().toString();
        return rules.stream()
                .filter(r -> r.hits(method, target))
                .map(Rule::fault)
                .toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.kit.schema.Expansion;
import io.regclient.kit.template.Functions;
import io.regclient.regsync.schema.Hooks.Hook;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The hooks of an entry, parsed.
 *
 * @param pre before a copy
 * @param post after a copy
 * @param unchanged when there is nothing to copy
 */
public record HookRules(Optional<Rule> pre, Optional<Rule> post, Optional<Rule> unchanged) {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(7);
    private static final Pattern WEB_URL = Pattern.compile("(?i)\\s*https?://.+");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    /**
     * One hook.
     *
     * @param name its key, such as {@code hooks.pre}
     * @param isProgram a program is run; else a request is sent
     * @param params the program and its arguments, or the URL alone; templates
     * @param timeout how long it may take
     * @param failsOpen what goes wrong with it lets the image through
     * @param env names of variables for the program
     * @param headers of the request; templates
     * @param functions what the templates may call
     */
    public record Rule(
            String name,
            boolean isProgram,
            List<String> params,
            Duration timeout,
            boolean failsOpen,
            List<String> env,
            Map<String, String> headers,
            Functions functions) {
        /**
         * A text of it as it is used.
         *
         * @param data what a template sees
         */
        public String expand(String text, Object data) throws RegistryException {
            return Expansion.expand(text, functions, data);
        }
    }

    /** Parses the keys; kind PARSING_FAILED names the one that is wrong. */
    static HookRules of(Hooks keys, Functions functions) throws RegistryException {
        return new HookRules(
                rule("hooks.pre", keys.pre(), functions),
                rule("hooks.post", keys.post(), functions),
                rule("hooks.unchanged", keys.unchanged(), functions));
    }

    private static Optional<Rule> rule(String name, Optional<Hook> keys, Functions functions) throws RegistryException {
        Optional<Hook> set = Hooks.set(keys);
        return set.isPresent() ? Optional.of(rule(name, set.get(), functions)) : Optional.empty();
    }

    private static Rule rule(String name, Hook keys, Functions functions) throws RegistryException {
        boolean program = isProgram(name, keys);
        boolean open = word(name + ".fail", keys.fail(), "closed", "open").equals("open");
        if (keys.timeout().isNegative()) {
            throw wrong(name + ".timeout: it is negative");
        }
        if (keys.timeout().compareTo(LONGEST_TIMEOUT) > 0) {
            throw wrong(name + ".timeout: it is longer than a week");
        }
        for (String variable : keys.env()) {
            if (!VARIABLE.matcher(variable).matches()) {
                throw wrong(name + ".env: \"" + VisibleText.name(variable) + "\" is no name of a variable");
            }
        }
        List<String> params = program || keys.url().isEmpty() ? keys.params() : List.of(keys.url());
        if (!program
                && !params.getFirst().contains("{{")
                && !WEB_URL.matcher(params.getFirst()).matches()) {
            throw wrong(name + ".url: it is no http or https URL");
        }
        for (String param : params) {
            Expansion.check(name + (program ? ".params" : ".url"), param, functions);
        }
        for (Map.Entry<String, String> header : keys.headers().entrySet()) {
            if (!HEADER.matcher(header.getKey()).matches()) {
                throw wrong(name + ".headers: \"" + VisibleText.name(header.getKey()) + "\" is no name of a header");
            }
            Expansion.check(name + ".headers." + header.getKey(), header.getValue(), functions);
        }
        return new Rule(
                name,
                program,
                params,
                keys.timeout().isZero() ? TIMEOUT : keys.timeout(),
                open,
                keys.env(),
                keys.headers(),
                functions);
    }

    private static boolean isProgram(String name, Hook keys) throws RegistryException {
        if (keys.type().equals("exec")) {
            if (keys.params().isEmpty() || keys.params().getFirst().isEmpty()) {
                throw wrong(name + ": params must name a program");
            }
            if (!keys.url().isEmpty() || !keys.headers().isEmpty()) {
                throw wrong(name + ": url and headers belong to the type http");
            }
            return true;
        }
        if (word(name + ".type", keys.type(), "exec", "http").equals("http")) {
            if (keys.url().isEmpty() && keys.params().size() != 1) {
                throw wrong(name + ": url must say where the request goes");
            }
            if (!keys.url().isEmpty() && !keys.params().isEmpty()) {
                throw wrong(name + ": params belong to the type exec where there is a url");
            }
            if (!keys.env().isEmpty()) {
                throw wrong(name + ": env belongs to the type exec");
            }
        }
        return false;
    }

    private static String word(String key, String text, String one, String other) throws RegistryException {
        if (text.equals(one) || text.equals(other)) {
            return text;
        }
        if (text.isEmpty() && key.endsWith(".fail")) {
            return one;
        }
        throw wrong(key + ": \"" + VisibleText.name(text) + "\" must be " + one + " or " + other);
    }

    private static RegistryException wrong(String what) {
        return RegistryException.of(ErrorKind.PARSING_FAILED, what);
    }
}

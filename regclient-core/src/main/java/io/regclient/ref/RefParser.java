// SPDX-License-Identifier: Apache-2.0
package io.regclient.ref;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The grammar of contract section 2 (REF-1 to REF-8). */
final class RefParser {
    private static final String VERSION =
            "(?::(?<tag>" + NameGrammar.TAG + "))?(?:@(?<digest>" + NameGrammar.DIGEST + "))?";
    private static final Pattern SCHEME = Pattern.compile("^([a-z]+)://(.*)$", Pattern.DOTALL);
    private static final Pattern REFERENCE = Pattern.compile(
            "(?:(?<registry>" + NameGrammar.REGISTRY + ")/)?(?<repository>" + NameGrammar.REPOSITORY + ")" + VERSION);
    private static final Pattern LAYOUT = Pattern.compile("(?<path>" + NameGrammar.PATH + ")" + VERSION);

    private RefParser() {}

    static Ref parse(String text) throws RegistryException {
        Matcher scheme = SCHEME.matcher(text);
        if (!scheme.matches()) {
            return parseRegistry(text);
        }
        String name = scheme.group(1);
        if (!name.equals("ocidir") && !name.equals("ocifile")) {
            throw invalid("invalid reference, unknown scheme \"" + name + "\" in \"" + shown(text) + "\"");
        }
        Matcher layout = LAYOUT.matcher(scheme.group(2));
        if (!layout.matches()) {
            throw invalid("invalid reference, invalid path for scheme \"" + name + "\": " + shown(text));
        }
        return new LayoutRef(name, layout.group("path"), group(layout, "tag"), group(layout, "digest"));
    }

    private static Ref parseRegistry(String text) throws RegistryException {
        if (text.length() > NameGrammar.MAX_LENGTH) {
            throw invalid(
                    "invalid reference of " + text.length() + " characters, the limit is " + NameGrammar.MAX_LENGTH);
        }
        Matcher m = REFERENCE.matcher(text);
        if (!m.matches()) {
            boolean lowerCaseWouldDo =
                    REFERENCE.matcher(text.toLowerCase(Locale.ROOT)).matches();
            throw invalid(
                    "invalid reference \"" + shown(text) + "\"" + (lowerCaseWouldDo ? ", repo must be lowercase" : ""));
        }
        String registry = group(m, "registry").orElse("");
        String repository = m.group("repository");
        if (registry.isEmpty()) {
            // "localhost" matches the grammar of repositories too; alone it would be a registry without repository
            int slash = repository.indexOf('/');
            if (repository.equals("localhost")) {
                throw invalid("invalid reference \"" + text + "\"");
            }
            registry = slash > 0 && repository.startsWith("localhost/") ? "localhost" : "docker.io";
            repository = registry.equals("localhost") ? repository.substring(slash + 1) : repository;
        }
        if (registry.equals("index.docker.io") || registry.equals("registry-1.docker.io")) {
            registry = "docker.io";
        }
        if (registry.equals("docker.io") && repository.indexOf('/') < 0) {
            repository = "library/" + repository;
        }
        Optional<String> digest = group(m, "digest");
        Optional<String> tag = group(m, "tag");
        return new RegistryRef(
                registry, repository, tag.isEmpty() && digest.isEmpty() ? Optional.of("latest") : tag, digest);
    }

    static Ref parseHost(String text) throws RegistryException {
        if (SCHEME.matcher(text).matches()) {
            try {
                return parse(text).withoutVersion();
            } catch (RegistryException e) {
                throw RegistryException.of(ErrorKind.PARSING_FAILED, e.getMessage(), e);
            }
        }
        return RegistryRef.ofRegistry(text);
    }

    /** The digest that shall be added to a reference; empty for an empty text. */
    static Optional<String> digest(String text, Ref place) throws RegistryException {
        if (!text.isEmpty() && !NameGrammar.isDigest(text)) {
            throw invalid("invalid reference \"" + place.withoutVersion() + "@" + shown(text) + "\"");
        }
        return Optional.of(text).filter(t -> !t.isEmpty());
    }

    private static String shown(String text) {
        return VisibleText.name(VisibleText.withoutLogin(text), NameGrammar.MAX_LENGTH);
    }

    private static Optional<String> group(Matcher m, String name) {
        return Optional.ofNullable(m.group(name));
    }

    private static RegistryException invalid(String message) {
        return RegistryException.of(ErrorKind.INVALID_REFERENCE, message);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.ref;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The grammar of contract section 2 (REF-1 to REF-8). */
final class RefParser {
    // possessive quantifiers: nothing matched ever has to be given back, and they do not recurse per repetition
    private static final String LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
    private static final String DOTTED = LABEL + "(?:(?:\\." + LABEL + ")++\\.?|\\.)";
    private static final String UPPER = "(?=[a-zA-Z0-9-]*[A-Z])" + LABEL;
    private static final String IPV6 = "\\[(?:[a-fA-F0-9]{1,4}(?::[a-fA-F0-9]{1,4}){7}"
            + "|(?:[a-fA-F0-9]{1,4}(?::[a-fA-F0-9]{1,4}){0,6})?::(?:[a-fA-F0-9]{1,4}(?::[a-fA-F0-9]{1,4}){0,6})?)\\]";
    private static final String REGISTRY =
            "(?:(?:" + DOTTED + "|" + IPV6 + "|localhost|" + UPPER + ")(?::[0-9]+)?|" + LABEL + ":[0-9]+)";
    private static final String COMPONENT = "[a-z0-9]++(?:(?:\\.|__|_|-++)[a-z0-9]++)*+";
    private static final String REPOSITORY = COMPONENT + "(?:/" + COMPONENT + ")*+";
    private static final String TAG = "[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}";
    private static final String DIGEST = "[A-Za-z][A-Za-z0-9]*+(?:[-_+.][A-Za-z][A-Za-z0-9]*+)*+:[0-9a-fA-F]{32,}+";
    private static final String VERSION = "(?::(?<tag>" + TAG + "))?(?:@(?<digest>" + DIGEST + "))?";

    /** Longest registry reference in characters: no registry accepts names above 255. */
    private static final int MAX_LENGTH = 1024;

    private static final Pattern SCHEME = Pattern.compile("^([a-z]+)://(.*)$", Pattern.DOTALL);
    private static final Pattern REGISTRY_ONLY = Pattern.compile(REGISTRY);
    private static final Pattern REFERENCE =
            Pattern.compile("(?:(?<registry>" + REGISTRY + ")/)?(?<repository>" + REPOSITORY + ")" + VERSION);
    private static final Pattern LAYOUT = Pattern.compile("(?<path>[/a-zA-Z0-9_\\-. ~+]+)" + VERSION);

    private RefParser() {}

    static Ref parse(String text) throws RegistryException {
        Matcher scheme = SCHEME.matcher(text);
        if (!scheme.matches()) {
            return parseRegistry(text);
        }
        String name = scheme.group(1);
        if (!name.equals("ocidir") && !name.equals("ocifile")) {
            throw invalid("invalid reference, unknown scheme \"" + name + "\" in \"" + text + "\"");
        }
        Matcher layout = LAYOUT.matcher(scheme.group(2));
        if (!layout.matches()) {
            throw invalid("invalid reference, invalid path for scheme \"" + name + "\": " + text);
        }
        return new LayoutRef(name, layout.group("path"), group(layout, "tag"), group(layout, "digest"));
    }

    private static Ref parseRegistry(String text) throws RegistryException {
        if (text.length() > MAX_LENGTH) {
            throw invalid("invalid reference of " + text.length() + " characters, the limit is " + MAX_LENGTH);
        }
        Matcher m = REFERENCE.matcher(text);
        if (!m.matches()) {
            boolean lowerCaseWouldDo =
                    REFERENCE.matcher(text.toLowerCase(Locale.ROOT)).matches();
            throw invalid("invalid reference \"" + text + "\"" + (lowerCaseWouldDo ? ", repo must be lowercase" : ""));
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
        if (text.length() > MAX_LENGTH || !REGISTRY_ONLY.matcher(text).matches()) {
            throw RegistryException.of(ErrorKind.PARSING_FAILED, "invalid hostname: \"" + text + "\"");
        }
        return RegistryRef.ofRegistry(text);
    }

    private static Optional<String> group(Matcher m, String name) {
        return Optional.ofNullable(m.group(name));
    }

    private static RegistryException invalid(String message) {
        return RegistryException.of(ErrorKind.INVALID_REFERENCE, message);
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import io.regclient.error.VisibleText;
import java.util.Optional;
import java.util.Set;

/**
 * The name of a registry as users and files write it, taken apart (contract HC-2).
 *
 * @param given the text as written
 * @param scheme {@code https} unless the text has another scheme
 * @param name the bare host with its port; the key of every look-up
 * @param path what follows the host, without the slash; empty when nothing does
 */
public record HostName(String given, String scheme, String name, String path) {
    /** Name of Docker Hub in references. */
    public static final String DOCKER_HUB = "docker.io";

    /** Host that is contacted for Docker Hub. */
    public static final String DOCKER_HUB_HOST = "registry-1.docker.io";

    /** Name of Docker Hub in credential stores. */
    public static final String DOCKER_HUB_CREDENTIALS = "https://index.docker.io/v1/";

    private static final Set<String> DOCKER_HUB_NAMES = Set.of(DOCKER_HUB, DOCKER_HUB_HOST, DOCKER_HUB_CREDENTIALS);

    /** Why a text cannot be the host and port that are contacted, for a message; empty when it can be. */
    public static Optional<String> problemOf(String hostname) {
        if (hostname.contains("://")) {
            return Optional.of("write host:port without a scheme, and set tls to disabled for http");
        }
        boolean odd =
                hostname.chars().anyMatch(c -> c <= ' ' || VisibleText.isHidden((char) c) || "@?#\\".indexOf(c) >= 0);
        return odd ? Optional.of("write host:port and nothing else") : Optional.empty();
    }

    /** Takes a name apart; every text has a meaning. */
    public static HostName parse(String given) {
        if (DOCKER_HUB_NAMES.contains(given)) {
            return new HostName(given, "https", DOCKER_HUB, "");
        }
        int colon = given.indexOf("://");
        String scheme = colon > 0 ? given.substring(0, colon) : "https";
        String rest = colon > 0 ? given.substring(colon + 3) : given;
        int slash = rest.indexOf('/');
        return slash > 0
                ? new HostName(given, scheme, rest.substring(0, slash), rest.substring(slash + 1))
                : new HostName(given, scheme, rest, "");
    }

    /** True for {@code docker.io}, {@code registry-1.docker.io} and the name used by credential stores. */
    public boolean isDockerHub() {
        return name.equals(DOCKER_HUB);
    }

    /** True for a host with nothing but an http or https scheme in front: what registry arguments must be (DC-2). */
    public boolean isBareHost() {
        return !name.isEmpty()
                && !name.contains("/")
                && path.isEmpty()
                && (scheme.equals("http") || scheme.equals("https"));
    }
}

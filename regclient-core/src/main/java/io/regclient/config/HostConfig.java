// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import io.regclient.error.RegistryException;
import io.regclient.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Settings of one registry (contract section 3). Text that is not set is empty, numbers that are not set are 0.
 *
 * @param name name used in references
 * @param tls scheme and verification
 * @param regcert PEM text of further CA certificates
 * @param clientCert PEM text of the client certificate
 * @param clientKey PEM text of the client key
 * @param hostname host[:port] that is contacted
 * @param user user name
 * @param pass password
 * @param token identity token
 * @param credHelper program that knows the login
 * @param credExpire how long a login from the helper is used
 * @param credHost server name given to the helper
 * @param pathPrefix inserted after /v2/
 * @param mirrors names of hosts asked first for reads
 * @param priority order among mirrors, lower first
 * @param repoAuth a token per repository
 * @param apiOpts options by name; {@code disableHead}
 * @param blobChunk chunk size in bytes
 * @param blobMax above this size in bytes blobs are uploaded in chunks; -1 never
 * @param reqPerSec requests per second
 * @param reqConcurrent concurrent requests
 * @param api deprecated
 * @param scheme deprecated
 */
public record HostConfig(
        String name,
        TlsMode tls,
        String regcert,
        String clientCert,
        String clientKey,
        String hostname,
        String user,
        String pass,
        String token,
        String credHelper,
        Duration credExpire,
        String credHost,
        String pathPrefix,
        List<String> mirrors,
        int priority,
        boolean repoAuth,
        Map<String, String> apiOpts,
        long blobChunk,
        long blobMax,
        double reqPerSec,
        int reqConcurrent,
        String api,
        String scheme) {

    public HostConfig {
        mirrors = List.copyOf(mirrors);
        apiOpts = Map.copyOf(apiOpts);
    }

    /** Requests at the same time to a host nobody configured (HC-1). */
    public static final int DEFAULT_CONCURRENT = 3;

    /** Settings of which nothing but the name is known, to be merged over others. */
    public static HostConfigBuilder builder(String name) {
        return new HostConfigBuilder().name(name);
    }

    /** The defaults for a name as users write it: https, three requests at the same time (HC-1, HC-2). */
    public static HostConfig named(String givenName) {
        return builder("").build().forName(givenName);
    }

    /** Reads the JSON form of the regctl configuration file, keys in any letter case (regctl 3.7). */
    public static HostConfig of(String name, JsonObject json) throws RegistryException {
        return HostJson.read(name, json);
    }

    /** The JSON form: keys in the order of the regctl configuration file, zero values left out (regctl 3.7). */
    public Map<String, Object> toTree() {
        return HostJson.tree(this);
    }

    public HostConfigBuilder toBuilder() {
        return new HostConfigBuilder(this);
    }

    /** These settings as the template for a host nobody configured: name, host and required defaults set (HC-1). */
    public HostConfig forName(String givenName) {
        HostName parsed = HostName.parse(givenName);
        HostConfigBuilder builder = toBuilder()
                .name(parsed.name())
                .hostname(parsed.isDockerHub() ? HostName.DOCKER_HUB_HOST : parsed.name())
                .reqConcurrent(reqConcurrent > 0 ? reqConcurrent : DEFAULT_CONCURRENT);
        if (parsed.scheme().equals("http")) {
            builder.tls(TlsMode.DISABLED);
        } else if (tls == TlsMode.UNDEFINED) {
            builder.tls(TlsMode.ENABLED);
        }
        if (parsed.isDockerHub()) {
            builder.credHost(HostName.DOCKER_HUB_CREDENTIALS);
        } else if (!givenName.equals(parsed.name())) {
            builder.credHost(givenName);
        }
        return builder.build();
    }

    /**
     * These settings overlaid with newer ones (HC-4, HC-5); the name stays.
     *
     * @param warnings told about each setting that changes from one value to another, and about deprecated ones
     */
    public HostConfig mergedWith(HostConfig newer, Consumer<ConfigWarning> warnings) {
        return new HostMerge(this, newer, warnings).merge();
    }

    /** True when HEAD requests must not be sent to this host (MI-6). */
    public boolean headDisabled() {
        return List.of("1", "t", "T", "true", "TRUE", "True").contains(apiOpts.getOrDefault("disableHead", ""));
    }

    /** {@code http} or {@code https}. */
    public String urlScheme() {
        return tls == TlsMode.DISABLED ? "http" : "https";
    }

    @Override
    public String toString() {
        return "host " + name; // settings hold secrets
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import io.regclient.error.RegistryException;
import io.regclient.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Settings of one registry (contract section 3): the values of those {@link HostSetting}s that are set. Text that is not
 * set is empty, numbers that are not set are 0. The accessors name the settings the library itself uses.
 */
public final class HostConfig {
    /** Requests at the same time to a host nobody configured (HC-1). */
    public static final int DEFAULT_CONCURRENT = 3;

    private final String name;
    private final Map<HostSetting<?>, Object> values;
    private final boolean adaptive;

    HostConfig(String name, Map<HostSetting<?>, Object> values, boolean adaptive) {
        this.name = name;
        this.values = Map.copyOf(values);
        this.adaptive = adaptive;
    }

    /** Settings of which nothing but the name is known, to be merged over others. */
    public static HostConfigBuilder builder(String name) {
        return new HostConfigBuilder(name, Map.of(), false);
    }

    /** Name used in references. */
    public String name() {
        return name;
    }

    /** The value of a setting, its zero value when it is not set. */
    @SuppressWarnings("unchecked") // the builder puts nothing but values of the setting's type
    public <T> T get(HostSetting<T> setting) {
        Object value = values.get(setting);
        return value == null ? setting.type().zero() : (T) value;
    }

    /** Scheme and verification. */
    public TlsMode tls() {
        return get(HostSetting.TLS);
    }

    /** PEM text of further CA certificates. */
    public String regcert() {
        return get(HostSetting.REGCERT);
    }

    /** PEM text of the client certificate. */
    public String clientCert() {
        return get(HostSetting.CLIENT_CERT);
    }

    /** PEM text of the client key. */
    public String clientKey() {
        return get(HostSetting.CLIENT_KEY);
    }

    /** host[:port] that is contacted. */
    public String hostname() {
        return get(HostSetting.HOSTNAME);
    }

    /** User name. */
    public String user() {
        return get(HostSetting.USER);
    }

    /** Password. */
    public String pass() {
        return get(HostSetting.PASS);
    }

    /** Identity token. */
    public String token() {
        return get(HostSetting.TOKEN);
    }

    /** Program that knows the login. */
    public String credHelper() {
        return get(HostSetting.CRED_HELPER);
    }

    /** How long a login from the helper is used. */
    public Duration credExpire() {
        return get(HostSetting.CRED_EXPIRE);
    }

    /** Server name given to the helper. */
    public String credHost() {
        return get(HostSetting.CRED_HOST);
    }

    /** Inserted after /v2/. */
    public String pathPrefix() {
        return get(HostSetting.PATH_PREFIX);
    }

    /** Names of hosts asked first for reads. */
    public List<String> mirrors() {
        return get(HostSetting.MIRRORS);
    }

    /** Order among mirrors, lower first. */
    public int priority() {
        return get(HostSetting.PRIORITY);
    }

    /** A token per repository. */
    public boolean repoAuth() {
        return get(HostSetting.REPO_AUTH);
    }

    /** Options by name; {@code disableHead}. */
    public Map<String, String> apiOpts() {
        return get(HostSetting.API_OPTS);
    }

    /** Chunk size in bytes. */
    public long blobChunk() {
        return get(HostSetting.BLOB_CHUNK);
    }

    /** Above this size in bytes blobs are uploaded in chunks; -1 never. */
    public long blobMax() {
        return get(HostSetting.BLOB_MAX);
    }

    /** Requests per second. */
    public double reqPerSec() {
        return get(HostSetting.REQ_PER_SEC);
    }

    /** Concurrent requests. */
    public int reqConcurrent() {
        return get(HostSetting.REQ_CONCURRENT);
    }

    /**
     * True when nobody chose {@link #reqConcurrent()}, so that it may follow what the host takes well. No setting: it is
     * not stored, and does not count when settings are compared.
     */
    public boolean isAdaptive() {
        return adaptive;
    }

    /** Deprecated. */
    public String api() {
        return get(HostSetting.API);
    }

    /** Deprecated. */
    public String scheme() {
        return get(HostSetting.SCHEME);
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
        return new HostConfigBuilder(name, values, adaptive);
    }

    /** These settings as the template for a host nobody configured: name, host and required defaults set (HC-1). */
    public HostConfig forName(String givenName) {
        HostName parsed = HostName.parse(givenName);
        HostConfigBuilder builder = toBuilder()
                .name(parsed.name())
                .hostname(parsed.isDockerHub() ? HostName.DOCKER_HUB_HOST : parsed.name());
        if (reqConcurrent() == 0) {
            builder.reqConcurrent(DEFAULT_CONCURRENT).adaptive(!parsed.isDockerHub());
        }
        if (parsed.scheme().equals("http")) {
            builder.tls(TlsMode.DISABLED);
        } else if (tls() == TlsMode.UNDEFINED) {
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
        return List.of("1", "t", "T", "true", "TRUE", "True").contains(apiOpts().getOrDefault("disableHead", ""));
    }

    /** {@code http} or {@code https}. */
    public String urlScheme() {
        return tls() == TlsMode.DISABLED ? "http" : "https";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HostConfig that && name.equals(that.name) && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, values);
    }

    @Override
    public String toString() {
        return "host " + name; // settings hold secrets
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import io.regclient.json.JsonStyle;
import io.regclient.json.JsonWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The content of regctl's configuration file (contract regctl 3.2 to 3.7).
 *
 * @param version format version, 0 when absent; at most 1 can be read
 * @param hosts settings by registry name, as the file orders them
 * @param hostDefault settings of hosts that have no entry
 * @param blobLimit largest chunk a registry may ask for in bytes, 0 when absent
 * @param incDockerCert whether Docker's certificates are used; absent means yes
 * @param incDockerCred whether Docker's logins are used; absent means yes
 */
public record RegctlConfig(
        long version,
        Map<String, HostConfig> hosts,
        Optional<HostConfig> hostDefault,
        long blobLimit,
        Optional<Boolean> incDockerCert,
        Optional<Boolean> incDockerCred) {
    public static final RegctlConfig EMPTY =
            new RegctlConfig(0, Map.of(), Optional.empty(), 0, Optional.empty(), Optional.empty());

    static final String HOSTS = "hosts";
    static final String HOST_DEFAULT = "hostDefault";

    /** All keys of a file, in write order. */
    static final List<String> KEYS =
            List.of("version", HOSTS, HOST_DEFAULT, "blobLimit", "incDockerCert", "incDockerCred");

    /** Newest format version that is understood. */
    private static final long MAX_VERSION = 1;

    public RegctlConfig {
        hosts = Collections.unmodifiableMap(new LinkedHashMap<>(hosts));
    }

    /**
     * Reads the text of a file. Keys match in any letter case, unknown ones are ignored ({@link ForeignKeys}), an empty text is an empty
     * configuration; the other names of Docker Hub become {@code docker.io}.
     *
     * @param what name of the file, for messages
     * @throws RegistryException of kind PARSING_FAILED or UNSUPPORTED_CONFIG_VERSION
     */
    public static RegctlConfig parse(String text, String what) throws RegistryException {
        if (text.isBlank()) {
            return EMPTY;
        }
        JsonObject json = Json.parseObject(text, what).ignoringCase();
        long version = json.integer("version", 0);
        if (version > MAX_VERSION) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED_CONFIG_VERSION, what + ": unsupported config version " + version);
        }
        Map<String, HostConfig> hosts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonObject> host : json.objectMap(HOSTS).entrySet()) {
            String name = hostName(host.getKey());
            hosts.put(name, HostConfig.of(name, host.getValue()));
        }
        Optional<JsonObject> template = json.object(HOST_DEFAULT);
        return new RegctlConfig(
                version,
                hosts,
                template.isPresent() ? Optional.of(HostConfig.of("", template.get())) : Optional.empty(),
                json.integer("blobLimit", 0),
                json.optionalBool("incDockerCert"),
                json.optionalBool("incDockerCred"));
    }

    /** What the entry of a registry is called. */
    static String hostName(String key) {
        return HostName.parse(key).isDockerHub() ? HostName.DOCKER_HUB : key;
    }

    /** The JSON form: keys in write order, everything empty left out (regctl 3.4). */
    public Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        if (version != 0) {
            tree.put("version", version);
        }
        if (!hosts.isEmpty()) {
            Map<String, Object> entries = new LinkedHashMap<>();
            Json.sorted(hosts).forEach((name, host) -> entries.put(name, host.toTree()));
            tree.put(HOSTS, entries);
        }
        hostDefault.ifPresent(template -> tree.put(HOST_DEFAULT, template.toTree()));
        if (blobLimit != 0) {
            tree.put("blobLimit", blobLimit);
        }
        incDockerCert.ifPresent(flag -> tree.put("incDockerCert", flag));
        incDockerCred.ifPresent(flag -> tree.put("incDockerCred", flag));
        return tree;
    }

    /** The text of the file: two-space indent, HTML characters escaped, no final line feed (regctl 3.5). */
    public String toText() {
        return text(toTree());
    }

    /** The text of the file with keys that are none of its settings. */
    String toText(ForeignKeys others) {
        return text(others.behind(toTree()));
    }

    private static String text(Map<String, ?> tree) {
        return JsonWriter.write(tree, JsonStyle.PRETTY_ESCAPED);
    }

    /** The configuration with this entry, or without it when empty. */
    public RegctlConfig withHost(String name, Optional<HostConfig> host) {
        Map<String, HostConfig> changed = new LinkedHashMap<>(hosts);
        changed.remove(name);
        host.ifPresent(settings -> changed.put(name, settings));
        return new RegctlConfig(version, changed, hostDefault, blobLimit, incDockerCert, incDockerCred);
    }

    public RegctlConfig withHostDefault(Optional<HostConfig> template) {
        return new RegctlConfig(version, hosts, template, blobLimit, incDockerCert, incDockerCred);
    }

    public RegctlConfig withBlobLimit(long bytes) {
        return new RegctlConfig(version, hosts, hostDefault, bytes, incDockerCert, incDockerCred);
    }

    public RegctlConfig withIncDockerCert(Optional<Boolean> flag) {
        return new RegctlConfig(version, hosts, hostDefault, blobLimit, flag, incDockerCred);
    }

    public RegctlConfig withIncDockerCred(Optional<Boolean> flag) {
        return new RegctlConfig(version, hosts, hostDefault, blobLimit, incDockerCert, flag);
    }
}

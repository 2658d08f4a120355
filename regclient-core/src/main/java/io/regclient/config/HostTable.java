// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import io.regclient.time.Ticker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The settings of all hosts, merged from their layers (contract HC-1, HC-3, HC-6, HC-7). Docker Hub is always known.
 * Immutable and thread-safe.
 */
public final class HostTable implements HostCatalog {
    private final Map<String, HostConfig> hosts;
    private final HostConfig template;
    private final CredentialPrograms programs;
    private final Map<String, HostConfig> unconfigured = new ConcurrentHashMap<>();

    private HostTable(Builder builder) {
        this.hosts = Map.copyOf(builder.hosts);
        this.template = builder.template;
        this.programs = builder.programs;
    }

    /**
     * Starts with Docker Hub alone.
     *
     * @param warnings told what the layers change, ignore or should not use
     */
    public static Builder builder(Consumer<ConfigWarning> warnings) {
        return new Builder(warnings);
    }

    @Override
    public HostConfig host(String name) {
        HostConfig known = hosts.get(HostName.parse(name).name());
        return known != null ? known : unconfigured.computeIfAbsent(name, template::forName);
    }

    @Override
    public List<String> names() {
        return hosts.keySet().stream().sorted().toList();
    }

    @Override
    public Credential credential(HostConfig host) {
        return host.credHelper().isEmpty()
                ? new Credential(host.user(), host.pass(), host.token())
                : programs.credential(host);
    }

    /** Collects layers; a later one wins (HC-7). */
    public static final class Builder {
        private CredentialPrograms programs;
        private final Consumer<ConfigWarning> warnings;
        private final Map<String, HostConfig> hosts = new LinkedHashMap<>();
        private final HostConfig hub = HostConfig.named(HostName.DOCKER_HUB);
        private HostConfig template = HostConfig.builder("").build();

        private Builder(Consumer<ConfigWarning> warnings) {
            this.programs = new CredentialPrograms(Environment.ofProcess(), Ticker.system(), warnings);
            this.warnings = warnings;
            hosts.put(HostName.DOCKER_HUB, hub);
        }

        /** Where the login of a host with a helper comes from, unless from programs this process can find. */
        public Builder credentialPrograms(CredentialPrograms newPrograms) {
            programs = newPrograms;
            return this;
        }

        /** Settings for hosts that are added from now on and for hosts that are never added (regctl 4.4). */
        public Builder hostDefault(HostConfig newTemplate) {
            template = newTemplate;
            return this;
        }

        /** One layer for one host, over what is known of it. An entry without a name is ignored (HC-6). */
        public Builder add(HostConfig entry) {
            if (entry.name().isEmpty()) {
                List<String> details = new ArrayList<>();
                if (!entry.hostname().isEmpty()) {
                    details.add("hostname");
                    details.add(HostSetting.HOSTNAME.shown(entry));
                }
                warnings.accept(
                        ConfigWarning.of("Ignoring registry config without a name", details.toArray(String[]::new)));
                return this;
            }
            HostConfig layer = hubHostname(entry);
            String name = HostName.parse(entry.name()).name();
            HostConfig known = hosts.get(name);
            // settings of the template, and those Docker Hub has anyway, are no decision to be told about
            hosts.put(
                    name,
                    known == null
                            ? template.forName(entry.name()).mergedWith(layer, this::onlyDeprecated)
                            : known.mergedWith(layer, known.equals(hub) ? this::onlyDeprecated : warnings));
            return this;
        }

        public Builder addAll(Iterable<HostConfig> entries) {
            entries.forEach(this::add);
            return this;
        }

        public HostTable build() {
            return new HostTable(this);
        }

        private void onlyDeprecated(ConfigWarning warning) {
            if (!warning.message().startsWith("Changing ")) {
                warnings.accept(warning);
            }
        }

        /** The other names of Docker Hub are no hosts to contact for images. */
        private static HostConfig hubHostname(HostConfig entry) {
            boolean alias = HostName.parse(entry.name()).isDockerHub()
                    && (entry.hostname().equals(HostName.DOCKER_HUB)
                            || entry.hostname().equals(HostName.DOCKER_HUB_CREDENTIALS));
            return alias ? entry.toBuilder().hostname(HostName.DOCKER_HUB_HOST).build() : entry;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.RegClient;
import io.regclient.config.Environment;
import io.regclient.config.HostConfig;
import io.regclient.config.HostName;
import io.regclient.config.HostSetting;
import io.regclient.config.HostTable;
import io.regclient.error.VisibleText;
import io.regclient.kit.cli.VersionInfo;
import io.regclient.kit.client.ClientSetup;
import io.regclient.kit.client.HostSetup;
import io.regclient.observe.RequestObserver;
import io.regclient.regsync.schema.Defaults;
import io.regclient.regsync.schema.RegsyncConfig;
import io.regclient.throttle.HostQueues;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the client of a run from Docker's configuration and the file (contract regsync 3). */
final class ConfiguredClient {
    private ConfiguredClient() {}

    /**
     * Makes it.
     *
     * @param remembers whether this run and the next may know what earlier ones brought where
     */
    static RegClient open(RegsyncConfig config, Environment environment, boolean remembers) {
        return open(config, environment, remembers, RequestObserver.NONE, new HostQueues(), Optional.empty());
    }

    /**
     * The same.
     *
     * @param observer hears about requests
     * @param queues in common with the clients of other configurations
     * @param sharers how many processes share the limits of hosts, empty for this one alone
     */
    static RegClient open(
            RegsyncConfig config,
            Environment environment,
            boolean remembers,
            RequestObserver observer,
            HostQueues queues,
            Optional<? extends IntSupplier> sharers) {
        Defaults defaults = config.defaults();
        HostTable hosts = HostSetup.hosts(environment, !defaults.skipDockerConfig(), Optional.empty(), config.hosts());
        logHosts(hosts, config);
        ClientSetup setup = new ClientSetup("regsync", environment, hosts);
        if (sharers.isPresent()) {
            setup.sharedBy(sharers.get());
        }
        RegClient client = setup.userAgent(defaults.userAgent())
                .dockerCertificates(!defaults.skipDockerConfig())
                .blobLimit(defaults.blobLimit())
                .cache(defaults.cacheTime(), defaults.cacheCount())
                .readsOnce()
                .remembersPlaces(remembers)
                .copiesSideBySide()
                .observer(observer)
                .queues(queues)
                .open();
        if (logger().isDebugEnabled()) {
            logger().atDebug()
                    .addKeyValue("VCSRef", VersionInfo.Checkout.load().ref())
                    .addKeyValue("VCSTag", VersionInfo.load().tag())
                    .log("regclient initialized");
        }
        return client;
    }

    /** All that a client is made of; clients of equal terms are equal. */
    static Map<String, Object> terms(RegsyncConfig config, Environment environment) {
        Defaults defaults = config.defaults();
        Map<String, Object> terms = new HashMap<>();
        terms.put("userAgent", defaults.userAgent());
        terms.put("docker", !defaults.skipDockerConfig());
        terms.put("blobLimit", defaults.blobLimit());
        terms.put("cacheTime", defaults.cacheTime());
        terms.put("cacheCount", defaults.cacheCount());
        HostTable hosts = HostSetup.hosts(environment, !defaults.skipDockerConfig(), Optional.empty(), config.hosts());
        for (String name : hosts.names()) {
            terms.put("host " + name, hosts.host(name));
        }
        return terms;
    }

    /** One line per configured host, never with a secret (contract regsync 14). */
    private static void logHosts(HostTable hosts, RegsyncConfig config) {
        Set<String> own = config.hosts().stream()
                .map(host -> HostName.parse(host.name()).name())
                .collect(Collectors.toSet());
        for (String name : hosts.names()) {
            HostConfig host = hosts.host(name);
            if (host.equals(HostConfig.named(name))) {
                continue; // Docker Hub as nobody configured it
            }
            logger().atDebug()
                    .addKeyValue("name", VisibleText.withoutLogin(host.name()))
                    .addKeyValue("user", host.user())
                    .addKeyValue("hostname", HostSetting.HOSTNAME.shown(host))
                    .addKeyValue("helper", HostSetting.CRED_HELPER.shown(host))
                    .addKeyValue("repoAuth", host.repoAuth())
                    .addKeyValue("tls", host.tls().text())
                    .addKeyValue("pathPrefix", host.pathPrefix())
                    .addKeyValue("mirrors", HostSetting.MIRRORS.shown(host))
                    .addKeyValue("blobMax", host.blobMax())
                    .addKeyValue("blobChunk", host.blobChunk())
                    .addKeyValue("source", own.contains(name) ? "host" : "docker")
                    .log("Loading config");
        }
    }

    private static Logger logger() {
        return LoggerFactory.getLogger(ConfiguredClient.class);
    }
}

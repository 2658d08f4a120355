// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command;

import io.regclient.RegClient;
import io.regclient.config.HostConfig;
import io.regclient.config.HostTable;
import io.regclient.config.RegctlConfig;
import io.regclient.config.RegctlConfigFile;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.client.ClientSetup;
import io.regclient.kit.client.HostSetup;
import io.regclient.kit.client.WarmUp;
import io.regclient.observe.RequestObserver;
import io.regclient.regctl.view.ProgressDisplay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Makes the client of a command from Docker's and regctl's configuration and the flags (contract regctl 4). */
public final class Client {
    private static final int CACHED_ANSWERS = 500;
    private static final Duration CACHE_AGE = Duration.ofMinutes(5);

    private Client() {}

    /** A client for one command; close it. */
    public static RegClient open(Invocation invocation) {
        return setup(invocation).open();
    }

    /** A client whose requests somebody counts or reports. */
    public static RegClient open(Invocation invocation, RequestObserver observer) {
        return setup(invocation).observer(observer).open();
    }

    /** A client whose blobs are watched on their way; copies and changes to images have a listener of their own. */
    public static RegClient open(Invocation invocation, ProgressDisplay progress) {
        ClientSetup setup = setup(invocation);
        progress.listener().ifPresent(setup::progress);
        return setup.open();
    }

    private static ClientSetup setup(Invocation invocation) {
        WarmUp.start();
        RegctlConfig config = config(invocation);
        List<HostConfig> layers = new ArrayList<>(config.hosts().values());
        for (String argument : invocation.globals().hosts()) {
            HostArgument.parse(argument).ifPresent(layers::add);
        }
        HostTable hosts = HostSetup.hosts(
                invocation.environment(), config.incDockerCred().orElse(true), config.hostDefault(), layers);
        return new ClientSetup("regctl", invocation.environment(), hosts)
                .userAgent(invocation.globals().userAgent())
                .dockerCertificates(config.incDockerCert().orElse(true))
                .blobLimit(config.blobLimit())
                .cache(CACHE_AGE, CACHED_ANSWERS)
                .remembersPlaces(!invocation.globals().noCache())
                .wireLog(invocation.globals().debugLog());
    }

    /** A file that cannot be read is a warning here; only the config and registry commands insist (contract regctl 3.3). */
    private static RegctlConfig config(Invocation invocation) {
        try {
            return RegctlConfigFile.of(invocation.environment()).read();
        } catch (RegistryException e) {
            LoggerFactory.getLogger(Client.class)
                    .atWarn()
                    .addKeyValue("err", e.getMessage())
                    .log("Failed to load default config");
            return RegctlConfig.EMPTY;
        }
    }
}

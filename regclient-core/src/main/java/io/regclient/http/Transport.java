// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.http.net.Network;

/** What the hosts of one {@link RegistryHttp} share: the network, warnings, log. */
final class Transport implements AutoCloseable {
    private final HttpSettings settings;
    private final Network network;
    private final RegistryWarnings warnings;
    private final WireLog log;

    Transport(HttpSettings settings) {
        this.settings = settings;
        this.network = new Network(settings.net());
        this.warnings = new RegistryWarnings(settings.warnings());
        this.log = new WireLog(settings.wireLog());
    }

    HttpSettings settings() {
        return settings;
    }

    Network network() {
        return network;
    }

    RegistryWarnings warnings() {
        return warnings;
    }

    WireLog log() {
        return log;
    }

    @Override
    public void close() {
        network.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.client;

import io.regclient.RegClient;
import io.regclient.RegClientBuilder;
import io.regclient.config.CertificateDirectory;
import io.regclient.config.Environment;
import io.regclient.config.HostTable;
import io.regclient.copy.ProgressListener;
import io.regclient.kit.cli.VersionInfo;
import io.regclient.observe.RequestObserver;
import io.regclient.throttle.HostQueues;
import java.time.Duration;
import java.util.function.IntSupplier;

/** Makes the client of a program from its settings (contract regctl 4, regsync 3, regbot A1). Makes one client. */
public final class ClientSetup {
    /** Upload chunks of hosts that do not say otherwise: 1 MiB. */
    private static final long CHUNK_BYTES = 1 << 20;

    /** Memory for manifests that were read, and as much for configs: 8 MiB, some thousand of each. */
    private static final long READ_BYTES = 8 << 20;

    /** Blobs of any size are sent in one request unless a host says otherwise. */
    private static final long NO_MAXIMUM = -1;

    private final String program;
    private final RegClientBuilder client;
    private final Environment environment;
    private String userAgent = "";

    /**
     * Starts with the defaults of all programs.
     *
     * @param program name that registries are told
     * @param hosts made by {@link HostSetup}
     */
    public ClientSetup(String program, Environment environment, HostTable hosts) {
        this.program = program;
        this.environment = environment;
        this.client = RegClient.builder().environment(environment).hosts(hosts);
    }

    /** What the user wants registries to be told; empty: the program and its version. */
    public ClientSetup userAgent(String text) {
        userAgent = text;
        return this;
    }

    /** Whether certificates are looked for where Docker keeps them (TL-2); default false. */
    public ClientSetup dockerCertificates(boolean used) {
        if (used) {
            client.certificateDirectory(CertificateDirectory.DOCKER);
        }
        return this;
    }

    /** Upper limit in bytes of chunks and of blobs in one request (BL-13); zero and negative numbers change nothing. */
    public ClientSetup blobLimit(long bytes) {
        if (bytes > 0) {
            client.blobSizes(CHUNK_BYTES, NO_MAXIMUM, bytes);
        }
        return this;
    }

    /** Keeps answers in memory (G-1) when both are positive. */
    public ClientSetup cache(Duration age, int count) {
        if (count > 0 && age.isPositive()) {
            client.cache(age, count);
        }
        return this;
    }

    /** Whether the next process may know which repositories hold which blobs, as far as the user allows; default false. */
    public ClientSetup remembersPlaces(boolean remembers) {
        if (remembers) {
            client.blobPlaces(new PlaceMemory(environment));
        }
        return this;
    }

    /** Reads manifests and configs by digest once, for programs that run long. */
    public ClientSetup readsOnce() {
        client.readsOnce(READ_BYTES);
        return this;
    }

    /** Whether requests are logged at debug and trace; default true. */
    public ClientSetup wireLog(boolean enabled) {
        client.wireLog(enabled);
        return this;
    }

    /** Where requests wait for their turn, together with those of other clients of the program. */
    public ClientSetup queues(HostQueues shared) {
        client.queues(shared);
        return this;
    }

    /** Hears about every request; nobody does unless this is called. */
    public ClientSetup observer(RequestObserver requests) {
        client.observer(requests);
        return this;
    }

    /** How many processes share the limits of hosts, see {@code RegClientBuilder#sharedBy}. */
    public ClientSetup sharedBy(IntSupplier processes) {
        client.sharedBy(processes);
        return this;
    }

    /** Hears about blobs that are read and written by anything but copies. */
    public ClientSetup progress(ProgressListener listener) {
        client.progress(listener);
        return this;
    }

    /** Copies run at the same time, and what their threads log belongs to the thread that asked for the copy. */
    public ClientSetup copiesSideBySide() {
        client.surroundings(CallerLog::here);
        return this;
    }

    /** The client; close it. */
    public RegClient open() {
        return client.userAgent(userAgent.isEmpty() ? VersionInfo.load().userAgent(program) : userAgent)
                .build();
    }
}

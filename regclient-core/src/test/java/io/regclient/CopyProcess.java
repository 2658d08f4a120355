// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import io.regclient.config.HostConfig;
import io.regclient.config.HostTable;
import io.regclient.config.TlsMode;
import io.regclient.copy.CopyOptions;
import io.regclient.copy.ImageCopier;
import io.regclient.ref.Ref;
import io.regclient.ref.RegistryRef;
import java.io.IOException;
import java.util.List;

/** A process that copies an image between two plain registries with so many slots per host. */
final class CopyProcess {
    private CopyProcess() {}

    /**
     * Copies.
     *
     * @param args source, target and number of slots
     */
    public static void main(String[] args) throws IOException {
        int slots = Integer.parseInt(args[2]);
        HostTable.Builder hosts = HostTable.builder(warning -> {});
        for (String name : List.of(args[0], args[1])) {
            hosts.add(HostConfig.builder(((RegistryRef) Ref.parse(name)).registry())
                    .tls(TlsMode.DISABLED)
                    .reqConcurrent(slots)
                    .build());
        }
        int width = Math.max(slots, ImageCopier.DEFAULT_WIDTH);
        try (RegClient client =
                RegClient.builder().hosts(hosts.build()).copyWidth(width).build()) {
            client.images().copy(Ref.parse(args[0]), Ref.parse(args[1]), CopyOptions.PLAIN);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.blob;

import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import org.slf4j.LoggerFactory;

/** The hidden option for the media type of a blob, which older scripts give and which has no effect (contract regctl 9.2). */
final class MediaTypeFlag {
    private final Flag<String> type;

    MediaTypeFlag(FlagSet flags, String name) {
        type = flags.text(name, "Media type of the blob; has no effect").hidden();
    }

    void tell() {
        if (!type.value().isEmpty()) {
            LoggerFactory.getLogger(MediaTypeFlag.class)
                    .atInfo()
                    .addKeyValue("mt", type.value())
                    .log("Specifying the blob media type is deprecated");
        }
    }
}

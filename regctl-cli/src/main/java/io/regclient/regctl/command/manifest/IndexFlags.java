// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.manifest;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.model.Platform;
import io.regclient.regctl.command.PlatformFlag;
import java.util.Optional;

/** The options for indexes: one image of it, or the index itself (contract regctl 9.8.3). */
final class IndexFlags {
    private final PlatformFlag platform;
    private final Flag<Boolean> requireList;

    IndexFlags(FlagSet flags) {
        flags.bool("list", "Do not resolve a platform from an index; this is the default")
                .showsDefault("true")
                .hidden();
        platform = new PlatformFlag(flags);
        requireList = flags.bool("require-list", "Fail if a manifest list is not received");
    }

    /** The platform of {@code --platform}, which excludes {@code --require-list}. */
    Optional<Platform> platform() throws RegistryException {
        if (platform.value().isPresent() && requireList.value()) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT, "cannot request a platform and require-list simultaneously");
        }
        return platform.value();
    }
}

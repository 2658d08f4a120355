// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Platform;
import java.util.Optional;

/** Platform arguments (contract regctl 6). */
public final class Platforms {
    private Platforms() {}

    /** The platform a text names. */
    public static Platform parse(String text) throws RegistryException {
        return Platform.parse(text);
    }

    /** The platform of {@code --platform}, which excludes {@code --require-list} (contract regctl 9.8.3). */
    public static Optional<Platform> wanted(String platform, boolean requireList) throws RegistryException {
        if (platform.isEmpty()) {
            return Optional.empty();
        }
        if (requireList) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT, "cannot request a platform and require-list simultaneously");
        }
        return Optional.of(parse(platform));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command;

import io.regclient.RegClient;
import io.regclient.config.LocalPlatform;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import java.io.IOException;
import java.util.Optional;

/** {@code --platform}: which image of an index (contract regctl 6). */
public final class PlatformFlag {
    private static final String USAGE = "Specify platform (e.g. linux/amd64 or local)";
    private static final String LOCAL = "local";

    private final Flag<Optional<Platform>> platform;

    public PlatformFlag(FlagSet flags) {
        this(flags, USAGE);
    }

    public PlatformFlag(FlagSet flags, String usage) {
        platform = flags.platform("platform", usage).shortName('p');
    }

    /** The option of a command that cannot do without a platform. */
    public static PlatformFlag local(FlagSet flags) {
        PlatformFlag flag = new PlatformFlag(flags);
        flag.platform.showsDefault(LOCAL);
        return flag;
    }

    public Optional<Platform> value() {
        return platform.value();
    }

    /** The platform, or the one of this machine. */
    public Platform orLocal() throws RegistryException {
        Optional<Platform> given = platform.value();
        return given.isPresent() ? given.get() : LocalPlatform.parse(LOCAL);
    }

    /** The image of the platform, where one was asked for. */
    public Ref resolve(RegClient client, Ref ref) throws IOException {
        Optional<Platform> given = platform.value();
        return given.isPresent() ? client.manifests().resolve(ref, given.get()) : ref;
    }
}

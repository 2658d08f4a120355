// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import java.io.IOException;

/** Hears about the configurations of a server that runs, and about its token. */
interface ConfigListener {
    ConfigListener NONE = new ConfigListener() {};

    /** The server runs by another configuration from now on. */
    default void loaded(ConfigSource.Loaded loaded) {}

    /** A new configuration is not used; the one before stays. */
    default void notLoaded(IOException why) {}

    /** The file with the token may have another one. */
    default void tokenMayDiffer() {}
}

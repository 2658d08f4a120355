// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import java.util.List;

/** One look-up from the name of a registry to its settings (contract HC-3). Thread-safe. */
public interface HostCatalog {

    /** Settings of a registry; a name that was never configured gets the defaults (HC-1). */
    HostConfig host(String name);

    /** Names that were configured. */
    List<String> names();

    /** The login for the host, asking its helper when one is configured and due (CH-3); NONE when there is none. */
    Credential credential(HostConfig host);
}

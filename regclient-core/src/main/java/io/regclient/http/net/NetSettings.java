// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import io.regclient.config.CertificateDirectory;
import io.regclient.config.Environment;
import java.util.List;
import okhttp3.Dns;

/**
 * How the hosts of a client are reached.
 *
 * @param stall when a connection counts as stuck
 * @param environment proxies and trust
 * @param certificateDirectories directories with one sub-directory per host
 * @param names looks up addresses
 */
public record NetSettings(
        StallLimits stall, Environment environment, List<CertificateDirectory> certificateDirectories, Dns names) {
    public NetSettings {
        certificateDirectories = List.copyOf(certificateDirectories);
    }
}

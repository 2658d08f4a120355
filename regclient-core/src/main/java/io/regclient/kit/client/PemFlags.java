// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.client;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.tls.TlsSettings;
import io.regclient.kit.cli.Flag;

/**
 * Flags whose values are certificates and keys as PEM text. A text that TLS would only warn about, and do without, is
 * refused while the user is there. It is not shown: it may be a key in the wrong place. An empty text takes a setting out.
 */
public final class PemFlags {
    private PemFlags() {}

    /**
     * Fails unless the value is empty or holds certificates that can be read.
     *
     * @throws RegistryException of kind INVALID_INPUT that names the flag
     */
    public static void requireCertificates(Flag<String> flag) throws RegistryException {
        require(flag, TlsSettings::requireCertificates);
    }

    /**
     * Fails unless the value is empty or holds a private key that can be read.
     *
     * @throws RegistryException of kind INVALID_INPUT that names the flag
     */
    public static void requireKey(Flag<String> flag) throws RegistryException {
        require(flag, TlsSettings::requireKey);
    }

    private interface Check {
        void require(String text) throws RegistryException;
    }

    private static void require(Flag<String> flag, Check check) throws RegistryException {
        String text = flag.value();
        if (text.isEmpty()) {
            return;
        }
        if (!text.contains("-----BEGIN ")) {
            throw refused(flag, "no PEM text, give the content of the file, \"$(cat FILE.pem)\"");
        }
        try {
            check.require(text);
        } catch (RegistryException e) {
            throw refused(flag, RegistryException.describe(e));
        }
    }

    private static RegistryException refused(Flag<String> flag, String why) {
        return RegistryException.of(
                ErrorKind.INVALID_INPUT, "invalid argument for \"" + flag.longName() + "\" flag: " + why);
    }
}

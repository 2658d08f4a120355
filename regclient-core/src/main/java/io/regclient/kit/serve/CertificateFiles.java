// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.serve;

import io.regclient.error.RegistryException;
import io.regclient.http.tls.ServerKeys;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;

/** The certificate of a server that has one, in PEM files. */
public final class CertificateFiles {
    private CertificateFiles() {}

    /** A context that shows the certificate; an error names the file at fault. */
    public static SSLContext context(Path certificate, Path key) throws RegistryException {
        return ServerKeys.context(certificate, key);
    }
}

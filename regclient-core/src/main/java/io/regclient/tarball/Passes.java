// SPDX-License-Identifier: Apache-2.0
package io.regclient.tarball;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.validate.Findings;
import io.regclient.validate.Flaw;
import io.regclient.validate.Part;
import java.io.IOException;

/** The passes of a check over its archive; where that is damaged is one of the findings. */
final class Passes {
    private final TarFile tar;
    private final Findings findings;
    private final Part top;
    private boolean broken;

    Passes(TarFile tar, Findings findings, Part top) {
        this.tar = tar;
        this.findings = findings;
        this.top = top;
    }

    /** Passes until one finds nothing new; what is cut off is read once. */
    void repeat(Wanted<?> wanted, TarFile.Visitor visitor) throws IOException {
        int before = -1;
        while (!broken && before != wanted.changes()) {
            before = wanted.changes();
            try {
                tar.pass(visitor);
            } catch (RegistryException e) {
                if (e.is(ErrorKind.LOCAL_IO) || e.is(ErrorKind.CANCELED)) {
                    throw e;
                }
                findings.add(top, Flaw.Kind.DAMAGED, e.getMessage());
                broken = true;
            }
            if (wanted.isEmpty()) {
                return;
            }
        }
    }
}

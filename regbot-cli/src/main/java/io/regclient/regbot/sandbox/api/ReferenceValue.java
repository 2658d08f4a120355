// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import io.regclient.ref.Ref;

/** The reference of a script, which the script can change. */
final class ReferenceValue implements Referring {
    private Ref ref;

    ReferenceValue(Ref ref) {
        this.ref = ref;
    }

    @Override
    public Ref ref() {
        return ref;
    }

    void become(Ref changed) {
        ref = changed;
    }
}

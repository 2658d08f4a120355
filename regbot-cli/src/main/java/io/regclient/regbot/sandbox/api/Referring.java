// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import io.regclient.ref.Ref;

/** A value that functions accept where they want a reference. */
interface Referring {
    Ref ref();
}

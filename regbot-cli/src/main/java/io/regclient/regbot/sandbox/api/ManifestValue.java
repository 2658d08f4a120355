// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.RateLimit;
import io.regclient.ref.Ref;
import io.regclient.regbot.sandbox.vm.ScriptError;
import io.regclient.regbot.sandbox.vm.ScriptTable;
import java.util.Optional;

/**
 * A manifest in the hands of a script.
 *
 * @param ref where it was asked for
 * @param descriptor media type, digest and size
 * @param rateLimit limit announced with the answer
 * @param content the manifest; empty when only its head was asked for
 * @param data what the script sees of it and may edit before an export
 */
record ManifestValue(Ref ref, Descriptor descriptor, RateLimit rateLimit, Optional<Manifest> content, ScriptTable data)
        implements Referring {

    Manifest require() {
        return content.orElseThrow(() -> new ScriptError(
                "the content of manifest " + ref.commonName() + " is not known, it was asked for with head"));
    }
}

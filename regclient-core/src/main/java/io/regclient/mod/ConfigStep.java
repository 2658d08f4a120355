// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.model.ImageConfig;
import java.io.IOException;

/** A step of the config phase (MO-1). */
@FunctionalInterface
interface ConfigStep {
    /** The config after the step: the same object when nothing changes. */
    ImageConfig edit(ImageConfig config) throws IOException;
}

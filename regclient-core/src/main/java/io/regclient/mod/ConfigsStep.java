// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.model.ImageConfig;
import java.io.IOException;
import java.util.List;

/** A step of the config phase that concerns the configs of all images together (MO-1). */
@FunctionalInterface
interface ConfigsStep {
    /** The configs after the step, in the same order: the same objects where nothing changes. */
    List<ImageConfig> edit(List<ImageConfig> configs) throws IOException;
}

// SPDX-License-Identifier: Apache-2.0
/** YAML files of regsync and regbot: bounded reading, merge keys, scalars that keep their text (contract regsync 2). */
@NullMarked
package io.regclient.kit.yaml;

import org.jspecify.annotations.NullMarked;

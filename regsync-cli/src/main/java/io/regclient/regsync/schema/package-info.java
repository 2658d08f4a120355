// SPDX-License-Identifier: Apache-2.0
/** The configuration file: records read from YAML (contract regsync 2 to 5). */
@NullMarked
package io.regclient.regsync.schema;

import org.jspecify.annotations.NullMarked;

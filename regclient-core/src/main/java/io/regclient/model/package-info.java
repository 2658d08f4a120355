// SPDX-License-Identifier: Apache-2.0
/** Values of the OCI image and distribution specifications: no logger, no I/O (contract sections 10 and 18). */
@NullMarked
package io.regclient.model;

import org.jspecify.annotations.NullMarked;

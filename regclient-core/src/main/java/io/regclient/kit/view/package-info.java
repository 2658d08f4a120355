// SPDX-License-Identifier: Apache-2.0
/** Values of the library as the templates of the programs see them. */
@NullMarked
package io.regclient.kit.view;

import org.jspecify.annotations.NullMarked;

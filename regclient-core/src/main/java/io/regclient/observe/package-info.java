// SPDX-License-Identifier: Apache-2.0
/** What a program can watch while the library works: values and a port, nothing that works itself. */
@NullMarked
package io.regclient.observe;

import org.jspecify.annotations.NullMarked;

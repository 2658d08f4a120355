// SPDX-License-Identifier: Apache-2.0
/** Documents that are sent to servers that are no registries. */
@NullMarked
package io.regclient.http.post;

import org.jspecify.annotations.NullMarked;

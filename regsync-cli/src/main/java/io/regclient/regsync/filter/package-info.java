// SPDX-License-Identifier: Apache-2.0
/** Which tags of a repository an entry is about: filters by name, version and time (contract regsync 6). */
@NullMarked
package io.regclient.regsync.filter;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** What a server does beside its runs: it notices that its configuration is another one, and takes it. */
@NullMarked
package io.regclient.regsync.service;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Commands about manifests: {@code regctl manifest}. */
@NullMarked
package io.regclient.regctl.command.manifest;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Commands about repositories: {@code regctl repo}. */
@NullMarked
package io.regclient.regctl.command.repo;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * The documentation that a command tree is: Markdown and manual pages, and the files of a package that come from it. No
 * other command loads any of it.
 */
@NullMarked
package io.regclient.kit.manual;

import org.jspecify.annotations.NullMarked;

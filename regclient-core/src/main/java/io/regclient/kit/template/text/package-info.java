// SPDX-License-Identifier: Apache-2.0
/**
 * Text and numbers in the forms of the Go language: quoting, escaping and formatting verbs.
 */
@NullMarked
package io.regclient.kit.template.text;

import org.jspecify.annotations.NullMarked;

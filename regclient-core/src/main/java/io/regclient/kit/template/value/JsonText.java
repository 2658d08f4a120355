// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template.value;

/**
 * JSON that exists already, such as the body of a manifest. Key order, numbers and escapes are kept; white space
 * between the tokens follows the wanted layout. Empty text means that there is no JSON form: nothing is printed.
 */
public record JsonText(String text) {}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox;

/**
 * What in a script cannot work, found without running it.
 *
 * @param line line of the script, counted from 1; 0 when it is not known
 * @param text what is wrong, without the line
 */
public record ScriptProblem(int line, String text) {}

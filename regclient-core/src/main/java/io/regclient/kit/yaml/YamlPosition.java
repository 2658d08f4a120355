// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.yaml;

/**
 * A place in a file.
 *
 * @param line counted from 1
 * @param column counted from 1
 */
public record YamlPosition(int line, int column) {}

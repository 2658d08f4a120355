// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

/** A place in the command tree. */
public sealed interface CommandNode permits CommandGroup, CommandLeaf {
    CommandWord word();

    CommandHelp help();
}

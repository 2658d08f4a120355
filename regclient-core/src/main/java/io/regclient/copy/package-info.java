// SPDX-License-Identifier: Apache-2.0
/**
 * Copies of images with everything that belongs to them, between any two schemes (contract section 15). Virtual threads
 * wait for the nodes of the graph; sockets and files are only touched by platform threads.
 */
@NullMarked
package io.regclient.copy;

import org.jspecify.annotations.NullMarked;

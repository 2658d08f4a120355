// SPDX-License-Identifier: Apache-2.0
/**
 * An image as a tree of manifests, configs and layers that can be changed: read from a repository, and written to one
 * with everything that has become different.
 */
@NullMarked
package io.regclient.mod.tree;

import org.jspecify.annotations.NullMarked;

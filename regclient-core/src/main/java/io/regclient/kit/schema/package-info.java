// SPDX-License-Identifier: Apache-2.0
/**
 * The keys of regsync's and regbot's files, each declared once as a component of a record: bound by jackson-databind,
 * inherited, expanded, shown to templates, printed and documented from that declaration.
 */
@NullMarked
package io.regclient.kit.schema;

import org.jspecify.annotations.NullMarked;

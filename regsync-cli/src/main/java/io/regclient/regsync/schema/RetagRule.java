// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.kit.schema.Key;
import io.regclient.kit.schema.Shorthand;

/**
 * What is done about tags that moved at the source.
 *
 * @param pattern tags the rule is for, empty for all
 * @param action {@code copy}, {@code warn}, {@code skip}, {@code fail} or {@code backup}
 */
@Shorthand("action")
public record RetagRule(
        @Key(value = "tags the rule is for; the first rule that matches counts", byDefault = "all", omitEmpty = true)
        String pattern,

        @Key(
                value =
                        "`copy`, `warn` (copy, with a warning), `skip`, `fail`, or `backup` (keep the old image under another tag)",
                words = {"copy", "warn", "skip", "fail", "backup"},
                required = true)
        String action) {}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.kit.schema.Key;
import io.regclient.kit.schema.Shorthand;

/**
 * Where runs remember what they saw and did.
 *
 * @param url {@code sqlite:PATH} or {@code postgresql://...}; empty for none, or a file beside the configuration where a
 *     key needs it
 * @param user of the database, empty for the one in the URL
 * @param password of the database, empty for the one in the URL
 */
@Shorthand("url")
public record StateSettings(
        @Key(
                value = "`sqlite:PATH` or `postgresql://HOST/DATABASE?user=...`. Template",
                byDefault = "none; where a key needs it, a file beside the configuration",
                step = 1,
                omitEmpty = true)
        String url,

        @Key(value = "user of the database. Template", byDefault = "the one in the URL", step = 1, omitEmpty = true)
        String user,

        @Key(
                value = "password of the database, for example `{{file \"/run/secrets/db\"}}`. Template",
                byDefault = "the one in the URL",
                step = 1,
                omitEmpty = true,
                secret = true)
        String password) {}

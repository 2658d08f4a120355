// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.kit.schema.Age;
import io.regclient.kit.schema.Key;
import io.regclient.kit.schema.Shorthand;
import java.time.Duration;
import java.util.Optional;

/**
 * Where runs remember what they saw and did.
 *
 * @param url {@code sqlite:PATH} or {@code postgresql://...}; empty for none, or a file beside the configuration where a
 *     key needs it
 * @param user of the database, empty for the one in the URL
 * @param password of the database, empty for the one in the URL
 * @param lease how long a server that is not heard of keeps its entries, empty for the default
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
        String password,

        @Key(
                value =
                        "how long a `server` that is not heard of keeps its entries from others on the same PostgreSQL, "
                                + "from 2s to 1h; 0s lets every server run all entries. See "
                                + "[several servers](regsync-server-instances.md)",
                byDefault = "`15s`",
                step = 1,
                omitEmpty = true)
        Optional<Age> lease) {

    /** How long a lease is kept that nobody set. */
    public static final Duration DEFAULT_LEASE = Duration.ofSeconds(15);

    /** How long a server that is not heard of keeps its entries; zero when servers do not share them. */
    public Duration leaseTime() {
        return lease.map(Age::duration).orElse(DEFAULT_LEASE);
    }
}

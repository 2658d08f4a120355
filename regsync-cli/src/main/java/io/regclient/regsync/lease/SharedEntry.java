// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.lease;

import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.VisibleText;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An entry as all servers know it.
 *
 * @param key the same in every server, whatever its other keys say
 * @param source for people, without a login
 * @param target for people, without a login
 */
public record SharedEntry(String key, String source, String target) {
    /**
     * The entry that is known by these.
     *
     * @param parts what tells it from all others: type, number among equals, the share of it that is done
     */
    public static SharedEntry of(String source, String target, List<String> parts) {
        StringBuilder all = new StringBuilder();
        for (String each : List.of(source, target)) {
            all.append(each.length()).append(' ').append(each).append(' ');
        }
        for (String each : parts) {
            all.append(each.length()).append(' ').append(each).append(' ');
        }
        byte[] bytes = all.toString().getBytes(StandardCharsets.UTF_8);
        return new SharedEntry(
                DigestAlgorithm.SHA256.digest(bytes).toString(),
                VisibleText.withoutLogin(source),
                VisibleText.withoutLogin(target));
    }
}

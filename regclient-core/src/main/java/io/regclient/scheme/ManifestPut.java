// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme;

/**
 * How a manifest is stored.
 *
 * @param asChild part of an index or a referrer: a layout makes no entry for it in index.json (contract OL-6)
 */
public record ManifestPut(boolean asChild) {
    public static ManifestPut top() {
        return new ManifestPut(false);
    }

    public static ManifestPut child() {
        return new ManifestPut(true);
    }
}

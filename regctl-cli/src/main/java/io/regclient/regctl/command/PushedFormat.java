// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command;

import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.FormatFlag;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.Manifest;
import io.regclient.ref.Ref;
import io.regclient.regctl.view.ManifestView;
import java.io.IOException;

/**
 * {@code --format} of commands that push a manifest: without a template they print nothing, or the digest of one that has
 * no tag (contract regctl 7.7, 13.19).
 */
public final class PushedFormat {
    private final FormatFlag format;

    public PushedFormat(FlagSet flags) {
        format = new FormatFlag(flags, "");
    }

    /**
     * Prints the result.
     *
     * @param byDigest it was pushed without a tag
     */
    public void print(Invocation invocation, Ref ref, Manifest manifest, boolean byDigest) throws IOException {
        if (!format.value().isEmpty()) {
            format.print(invocation, ManifestView.result(ref, manifest));
        } else if (byDigest) {
            invocation.out().println(manifest.digest());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import io.regclient.copy.CopyOptions;
import io.regclient.copy.CopyResult;
import io.regclient.copy.ImageCopier;
import io.regclient.copy.PlanListener;
import io.regclient.ref.Ref;
import io.regclient.scheme.SchemeSet;
import java.io.IOException;

/**
 * Dry runs of copies that belong together: nothing is written, and each finds what those before it would have written. So
 * a blob that several images need is sent once, as it would be. {@link RegClient#images} says how its methods fail.
 */
public final class CopyPlan {
    private static final PlanListener UNHEARD = write -> {};

    private final SchemeSet schemes;
    private final ImageCopier copier;

    CopyPlan(SchemeSet schemes, ImageCopier copier) {
        this.schemes = schemes;
        this.copier = copier.planning(UNHEARD);
    }

    /**
     * What {@link Images#copy} would do after the copies before.
     *
     * @param options the listener of its dry run hears nothing: the result tells what would be written
     */
    public CopyResult copy(Ref source, Ref target, CopyOptions options) throws IOException {
        schemes.ofVersion(source);
        schemes.of(target);
        schemes.ofVersion(target);
        CopyOptions planned = options.toBuilder().dryRun(UNHEARD).build();
        return Operations.call(() -> copier.copy(source, target, planned));
    }
}

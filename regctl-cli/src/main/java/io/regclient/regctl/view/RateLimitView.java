// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.kit.template.value.TemplateObject;
import io.regclient.model.RateLimit;

/** A pull limit as templates see it (contract regctl 7.7, 9.6.12). */
public final class RateLimitView {
    private RateLimitView() {}

    /** The object of a limit; one that a registry did not announce is not set. */
    public static TemplateObject of(RateLimit limit) {
        return TemplateObject.struct("types.RateLimit")
                .field("Remain", limit.remain())
                .field("Limit", limit.limit())
                .field("Reset", limit.reset())
                .field("Set", limit.set())
                .field("Policies", TemplateObject.orUnset("[]string", limit.policies()))
                .build();
    }
}

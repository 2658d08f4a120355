// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.regsync.report.StepAction;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Random configurations and registries, 40 of them, for every build. */
class PlanAgreementTest {
    @Test
    @DisplayName("docs/regsync-plan.md: plan, apply and once agree")
    void agree() throws IOException {
        assertThat(PlanAgreement.check(0, 40)).contains(StepAction.COPY, StepAction.REPLACE, StepAction.DELETE);
    }
}

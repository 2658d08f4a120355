// SPDX-License-Identifier: Apache-2.0
package io.regclient.ref;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class VersionOrderTest {
    private static final List<String> ORDERED = List.of(
            "",
            "edge",
            "latest",
            "release-2",
            "release-10",
            "v",
            "0.9",
            "v1-rc.1",
            "1",
            "v1",
            "v1.0.0-alpha.2",
            "1.0.0-alpha.10",
            "1.0.0",
            "1.0.1",
            "v1.9",
            "1.10-rc1",
            "1.10",
            "1.10.0",
            "01.11",
            "1.11",
            "2",
            "2_beta",
            "20241231",
            "99999999999999999999998",
            "99999999999999999999999");

    @Test
    @DisplayName("regctl 9.11.2: numbers are compared as numbers, a pre-release comes before its release")
    void orders() {
        for (int seed = 0; seed < 50; seed++) {
            List<String> names = new ArrayList<>(ORDERED);
            Collections.shuffle(names, new Random(seed));
            names.sort(new VersionOrder());
            assertThat(names).containsExactlyElementsOf(ORDERED);
        }
    }

    @Test
    @DisplayName("only equal names are equal, and the order is the same from both sides")
    void isAnOrder() {
        VersionOrder order = new VersionOrder();
        for (String one : ORDERED) {
            for (String other : ORDERED) {
                assertThat(Integer.signum(order.compare(one, other)))
                        .isEqualTo(-Integer.signum(order.compare(other, one)));
                assertThat(order.compare(one, other) == 0).isEqualTo(one.equals(other));
            }
        }
    }
}

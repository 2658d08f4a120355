// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static io.regclient.ClientFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.copy.CopyOptions;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.Fault;
import io.regclient.testing.ImageFixture;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Copies to a registry that takes only so many requests at a time, and does not say how many. */
@Timeout(60)
class CrowdedRegistryCopyTest extends TwoRegistries {
    private static final int LAYERS = 300;

    @Test
    @DisplayName(
            "a registry that answers 429 above 5 at a time ends a copy without an error, and refuses less than 5 %")
    void refusesFewRequests() throws IOException {
        var building = ImageFixture.image();
        for (int i = 0; i < LAYERS; i++) {
            building.layer("file" + i, "content " + i);
        }
        SampleImage large = building.build();
        one.put("large", large, "v1");
        two.faults()
                .on("*", "/v2/", new Fault.Crowded(5))
                // so that requests overlap as those of a real registry do
                .on("*", "/v2/", new Fault.Delay(Duration.ofMillis(5)));

        client.images().copy(ref(one, "large:v1"), ref(two, "made:v1"), CopyOptions.PLAIN);

        int asked = two.requests().all().size();
        long refused =
                two.requests().all().stream().filter(r -> r.status() == 429).count();
        assertThat(refused).isPositive();
        assertThat(20 * refused).as("refusals of " + asked + ", twenty times").isLessThan(asked);
        two.faults().clear();
        assertThat(client.manifests().get(ref(two, "made:v1"), Optional.empty()).digest())
                .isEqualTo(large.digest());
        assertThat(two.requests().count("PUT", "/blobs/")).isGreaterThan(LAYERS);
    }
}

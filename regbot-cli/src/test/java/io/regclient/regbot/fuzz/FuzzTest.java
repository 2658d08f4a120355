// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.fuzz;

import io.regclient.testing.fuzz.FuzzChecks;
import io.regclient.testing.fuzz.FuzzTarget;
import java.util.stream.Stream;

class FuzzTest extends FuzzChecks {
    @Override
    protected Stream<FuzzTarget> targets() {
        return Stream.of(new ScriptFuzz());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Expected failures. */
public final class Failures {
    private Failures() {}

    public static RegistryException failure(ErrorKind kind, ThrowingCallable action) {
        RegistryException e = catchThrowableOfType(RegistryException.class, action);
        assertThat(e).as("failure of kind " + kind).isNotNull();
        assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
        assertThat(e.getMessage()).doesNotContain("\n");
        return e;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A mapping that may be written as the scalar of one of its keys, when that is the only one. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Shorthand {
    /** Name of that key. */
    String value();
}

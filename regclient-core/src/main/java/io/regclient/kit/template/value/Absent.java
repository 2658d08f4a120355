// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template.value;

/** The ways a template value can be missing. A function may receive one as an argument and may answer one. */
public enum Absent {
    /** No value at all: a missing map key, or the dot of a template without data. Prints {@code <no value>}. */
    NO_VALUE,
    /** An empty list element, map value or untyped nil; as the result of a pipeline it is the same as no value. */
    NIL_ELEMENT,
    /** An unset field or an empty method result. Prints {@code <nil>}. */
    NIL
}

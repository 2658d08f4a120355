// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A key of a file: the record component with its name and type. Absent keys are the zero value of the type: empty text,
 * 0, false, empty list, a record without keys.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {
    /** What the key means, for the documentation. */
    String value();

    /** What holds when nobody sets it, for the documentation. */
    String byDefault() default "";

    /** Another name the key is read by, which the name itself beats. */
    String alias() default "";

    /** Name in templates; without one, the key with a capital first letter. */
    String inTemplates() default "";

    /**
     * When the value is expanded as a template while the file is loaded: steps run in ascending order, and a template
     * sees the results of earlier steps only. 0 for a key that is no template.
     */
    int step() default 0;

    /** False for a key that is accepted and does nothing. */
    boolean effect() default true;

    /** Left out where the configuration is printed, when it is not set. */
    boolean omitEmpty() default false;

    /** The words the value can be; none for a value that is no word. */
    String[] words() default {};

    /** The mapping means nothing without this key. */
    boolean required() default false;

    /** A password or the like: the configuration is printed without it. */
    boolean secret() default false;

    /**
     * The key keeps something from happening. A file is refused that has it twice in one mapping, where it is not known,
     * or with another key that is nearly it: what it says would be lost.
     */
    boolean guard() default false;

    /** A list that may be written as its only element. */
    boolean orSingle() default false;
}

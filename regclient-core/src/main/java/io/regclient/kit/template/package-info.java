// SPDX-License-Identifier: Apache-2.0

/**
 * Go text/template for {@code --format} options and configuration files: lexer, parser, evaluator, Go-style printing
 * and the additional functions (contract regctl 7.1 to 7.5, regsync 5). Templates see plain values (text, numbers,
 * booleans, lists, maps, times) and {@link io.regclient.kit.template.value.TemplateObject}s; no reflection is involved. The
 * package knows neither the environment nor the file system nor the clock: the caller hands them in through
 * {@link io.regclient.kit.template.Functions}.
 *
 * <p>Nearly every run of a program executes a template once, so start-up counts. Type patterns in {@code switch} are
 * avoided here: the first execution of each costs about a millisecond (5 ms for the very first) because its bootstrap
 * generates a class that an AOT cache does not keep. Nodes evaluate themselves instead; values are told apart by
 * {@code instanceof}.
 */
@NullMarked
package io.regclient.kit.template;

import org.jspecify.annotations.NullMarked;

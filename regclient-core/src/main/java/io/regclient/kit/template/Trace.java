// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.template.text.Quoting;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;

/** Where the execution of a body is, for error messages (contract regctl 7.3). */
final class Trace {
    private final String templateName;
    private final String bodyName;
    private final String source;
    private Node current;

    Trace(String templateName, String bodyName, String source, Node start) {
        this.templateName = templateName;
        this.bodyName = bodyName;
        this.source = source;
        this.current = start;
    }

    /** The same template, executing another of its bodies. */
    Trace inBody(String name, Node start) {
        return new Trace(templateName, name, source, start);
    }

    void at(Node node) {
        current = node;
    }

    Node current() {
        return current;
    }

    RegistryException error(String message) {
        return RegistryException.of(ErrorKind.PARSING_FAILED, located(message));
    }

    /** A failure of a function or method; an interrupted one stays recognizable. */
    RegistryException callFailed(String function, Exception cause) {
        boolean canceled = cause instanceof InterruptedIOException || RegistryException.is(cause, ErrorKind.CANCELED);
        ErrorKind kind = canceled ? ErrorKind.CANCELED : ErrorKind.PARSING_FAILED;
        return RegistryException.of(
                kind, located("error calling " + function + ": " + RegistryException.describe(cause)), cause);
    }

    RegistryException canceled() {
        return RegistryException.of(ErrorKind.CANCELED, located("interrupted"));
    }

    private String located(String message) {
        String before = source.substring(0, Math.min(current.position(), source.length()));
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        int column = before.substring(before.lastIndexOf('\n') + 1).getBytes(StandardCharsets.UTF_8).length;
        return "template: " + templateName + ":" + line + ":" + column + ": executing " + Quoting.quote(bodyName)
                + " at <" + current + ">: " + message;
    }

    /** Reading a value failed outside of a call. */
    RegistryException failed(IOException cause) {
        return RegistryException.of(ErrorKind.PARSING_FAILED, located(RegistryException.describe(cause)), cause);
    }
}

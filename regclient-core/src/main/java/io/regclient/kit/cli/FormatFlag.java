// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import io.regclient.error.RegistryException;
import io.regclient.kit.template.Template;
import io.regclient.kit.template.value.TemplateObject;
import java.io.IOException;

/** {@code --format}: a template over a command's result (contract regctl 7.1). */
public final class FormatFlag {
    /** The default of most commands. */
    public static final String PRETTY = "{{printPretty .}}";

    private final Flag<String> format;

    /**
     * Declares the option.
     *
     * @param shorthands words the command takes instead of a template
     */
    public FormatFlag(FlagSet flags, String defaultValue, String... shorthands) {
        String others = shorthands.length == 0 ? "" : " (or " + String.join(", ", shorthands) + ")";
        format = flags.text("format", defaultValue, "Format output with go template syntax" + others)
                .suggests(shorthands);
    }

    public String value() {
        return format.value();
    }

    /** True when the option stood on the command line, even with an empty text (contract regctl 13.19). */
    public boolean isGiven() {
        return format.isGiven();
    }

    private Template template(Invocation invocation) throws RegistryException {
        try {
            return Template.parse(format.value(), TemplateOutput.functions(invocation.environment()));
        } catch (RegistryException e) {
            throw RegistryException.of(e.kind(), format.refused(format.value(), e.getMessage()), e);
        }
    }

    /** Prints the object; no line break is added. */
    public void print(Invocation invocation, TemplateObject data) throws IOException {
        template(invocation).show(data, invocation.out());
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.error.VisibleText;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.validate.Flaw;
import io.regclient.validate.Validation;
import java.util.List;
import java.util.Locale;

/** What is wrong with an image, as templates see it and as text. */
public final class ValidationView {
    private ValidationView() {}

    /** The object of a check; its pretty form is the text. */
    public static TemplateObject of(Validation validation) {
        List<TemplateObject> flaws =
                validation.flaws().stream().map(ValidationView::flaw).toList();
        return TemplateObject.struct("validate.Validation")
                .field("Name", "name", validation.name())
                .field("Valid", "valid", validation.isValid())
                .field("Manifests", "manifests", validation.manifests())
                .field("Blobs", "blobs", validation.blobs())
                .field("Bytes", "bytes", validation.bytes())
                .field("Flaws", "flaws", flaws)
                .field("Unlisted", "unlisted", validation.unlisted())
                .pretty(() -> text(validation))
                .build();
    }

    private static TemplateObject flaw(Flaw flaw) {
        return TemplateObject.struct("validate.Flaw")
                .field("Kind", "kind", word(flaw))
                .field("Path", "path", flaw.path())
                .field("Reason", "reason", flaw.reason())
                .build();
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String word(Flaw flaw) {
        return flaw.kind().name().toLowerCase(Locale.ROOT);
    }

    /** A line for each flaw, with what leads to it, and one that sums up. */
    private static String text(Validation validation) {
        StringBuilder text = new StringBuilder();
        for (Flaw flaw : validation.flaws()) {
            String line = word(flaw) + ": " + String.join(" > ", flaw.path()) + ": " + flaw.reason();
            text.append(VisibleText.of(line.replace('\n', ' '))).append('\n');
        }
        if (validation.unlisted() > 0) {
            text.append("and ").append(validation.unlisted()).append(" more\n");
        }
        String result = validation.isValid()
                ? "complete"
                : "not complete, " + count(validation.flaws().size() + validation.unlisted(), "flaw");
        return text.append(VisibleText.of(validation.name()))
                .append(": ")
                .append(result)
                .append(" (")
                .append(count(validation.manifests(), "manifest"))
                .append(", ")
                .append(count(validation.blobs(), "blob"))
                .append(", ")
                .append(HumanSize.of(validation.bytes()))
                .append(")\n")
                .toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.view;

import io.regclient.error.RegistryException;
import io.regclient.kit.template.value.ObjectBuilder;
import io.regclient.kit.template.value.ParameterType;
import io.regclient.kit.template.value.TemplateFunction;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.ref.LayoutRef;
import io.regclient.ref.Ref;
import io.regclient.ref.RegistryRef;
import java.util.List;
import java.util.Optional;

/** A reference as templates see it (contract regctl 7.7, regsync 5). */
public final class ReferenceView {
    private static final List<String> FIELDS =
            List.of("Scheme", "Reference", "Registry", "Repository", "Tag", "Digest", "Path");

    private ReferenceView() {}

    /** The template object of a reference. */
    public static TemplateObject of(Ref ref) {
        return builder(ref).build();
    }

    /** The same object, for more members: of the result of something that was done to the reference. */
    public static ObjectBuilder builder(Ref ref) {
        String registry = ref instanceof RegistryRef r ? r.registry() : "";
        String repository = ref instanceof RegistryRef r ? r.repository() : "";
        String path = ref instanceof LayoutRef l ? l.path() : "";
        return TemplateObject.struct("ref.Ref")
                .field("Scheme", ref.scheme())
                .field("Reference", ref.toString())
                .field("Registry", registry)
                .field("Repository", repository)
                .field("Tag", ref.tag().orElse(""))
                .field("Digest", ref.digest().orElse(""))
                .field("Path", path)
                .method("CommonName", ref::commonName)
                .method("IsSet", ref::isSet)
                .method("IsSetRepo", ref::isRepoSet)
                .method("IsZero", () -> !ref.isRepoSet())
                .method("SetTag", changed(tag -> ref.withTag(tag)))
                .method("SetDigest", changed(digest -> ref.withDigest(digest)))
                .method("AddDigest", changed(digest -> ref.addDigest(digest)))
                .method("ToReg", () -> of(ref instanceof LayoutRef l ? l.toRegistry() : ref));
    }

    /** The template object of a reference that may not be set: then all its fields are empty texts. */
    public static TemplateObject of(Optional<Ref> ref) {
        if (ref.isPresent()) {
            return of(ref.get());
        }
        ObjectBuilder zero = TemplateObject.struct("ref.Ref");
        for (String field : FIELDS) {
            zero.field(field, "");
        }
        return zero.method("CommonName", () -> "")
                .method("IsSet", () -> false)
                .method("IsSetRepo", () -> false)
                .method("IsZero", () -> true)
                .build();
    }

    /** A change by a text of the template, which has to be a name. */
    @FunctionalInterface
    private interface Change {
        Ref by(String text) throws RegistryException;
    }

    private static TemplateFunction changed(Change change) {
        return TemplateFunction.of(
                (List<Object> arguments) -> of(change.by((String) arguments.getFirst())), ParameterType.STRING);
    }
}

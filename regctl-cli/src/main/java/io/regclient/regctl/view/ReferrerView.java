// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.kit.template.value.TemplateObject;
import io.regclient.kit.view.ReferenceView;
import io.regclient.model.ReferrerList;
import io.regclient.ref.Ref;
import java.util.Optional;

/** Lists of referrers as templates see them (contract regctl 7.7). */
public final class ReferrerView {
    private ReferrerView() {}

    /**
     * The object of a list.
     *
     * @param subject with its digest
     * @param source repository that was asked, where it is not that of the subject
     */
    public static TemplateObject of(Ref subject, Optional<Ref> source, ReferrerList list) {
        TemplateObject descriptors = TemplateObject.named(DescriptorView.LIST, DescriptorView.list(list.descriptors()))
                .build();
        return TemplateObject.struct("referrer.ReferrerList")
                .field("Subject", "subject", ReferenceView.of(subject))
                .field("Source", "source", ReferenceView.of(source))
                .field("Descriptors", "descriptors", descriptors)
                .field("Annotations", "annotations,omitempty", list.annotations())
                .lazy("Manifest", "-", () -> ManifestView.of(subject, subject.commonName(), list.index()))
                .field("Tags", "-", list.fallbackTags())
                .method("IsEmpty", () -> list.descriptors().isEmpty())
                .pretty(() -> PrettyTable.ofReferrers(subject, source, list))
                .build();
    }
}

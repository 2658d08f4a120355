// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.image.ArtifactNode;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.kit.view.ReferenceView;
import java.util.List;

/** Trees of artifacts as templates see them (contract regctl 7.7, 9.1.4). */
public final class TreeView {
    private static final String INDENT = "    ";
    private static final String DIGEST_TAG = "sha256-";

    private TreeView() {}

    /** The object of a tree. */
    public static TemplateObject of(ArtifactNode node) {
        return TemplateObject.struct("*main.treeResult")
                .field("Ref", "reference", ReferenceView.of(node.ref()))
                .lazy(
                        "Manifest",
                        "manifest",
                        () -> ManifestView.of(node.ref(), node.ref().commonName(), node.manifest()))
                .field("Platform", "platform,omitempty", DescriptorView.platform(node.platform()))
                .field("ArtifactType", "artifactType,omitempty", node.artifactType())
                .field("Child", "child,omitempty", list(node.children()))
                .field("Referrer", "referrer,omitempty", list(node.referrers()))
                .field("ReferrerSrc", "referrerSource", ReferenceView.of(node.referrerSource()))
                .pretty(() -> pretty(node))
                .build();
    }

    private static Object list(List<ArtifactNode> nodes) {
        return TemplateObject.orUnset(
                "[]*main.treeResult", nodes.stream().map(TreeView::of).toList());
    }

    private static String pretty(ArtifactNode root) {
        StringBuilder text = new StringBuilder();
        text.append("Ref: ").append(root.ref().commonName()).append('\n');
        text.append("Digest: ").append(line(root)).append('\n');
        addBelow(text, root, "");
        return text.toString();
    }

    private static void addBelow(StringBuilder text, ArtifactNode node, String indent) {
        addList(text, "Children:", node.children(), indent);
        addList(text, "Referrers:", node.referrers(), indent);
    }

    private static void addList(StringBuilder text, String heading, List<ArtifactNode> nodes, String indent) {
        if (nodes.isEmpty()) {
            return;
        }
        text.append(indent).append(heading).append('\n');
        for (ArtifactNode node : nodes) {
            text.append(indent).append("  - ").append(line(node)).append('\n');
            addBelow(text, node, indent + INDENT);
        }
    }

    private static String line(ArtifactNode node) {
        String tag =
                node.ref().tag().filter(name -> name.startsWith(DIGEST_TAG)).orElse("");
        String type = node.artifactType().isEmpty() ? tag : node.artifactType();
        return node.digest()
                + node.platform().map(p -> " [" + p + "]").orElse("")
                + (type.isEmpty() ? "" : ": " + type);
    }
}

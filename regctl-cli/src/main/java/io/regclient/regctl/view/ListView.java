// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.error.VisibleText;
import io.regclient.kit.template.value.JsonText;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.model.RepoList;
import io.regclient.model.TagList;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Lists of tags and repositories as templates see them; JSON is the raw body (contract regctl 7.7). */
public final class ListView {
    private ListView() {}

    /**
     * The object of a tag list.
     *
     * @param shown the tags left by include and exclude (contract regctl 9.11.2)
     */
    public static TemplateObject of(TagList list, List<String> shown) {
        List<String> tags = onOneLine(shown);
        String body = new String(list.body(), StandardCharsets.UTF_8);
        return TemplateObject.struct("*tag.List")
                .field("Name", list.name())
                .field("Tags", tags)
                .method("GetTags", () -> tags)
                .method("RawBody", () -> body)
                .method("RawHeaders", () -> HeaderLines.named(list.headers()))
                .json(() -> new JsonText(body))
                .pretty(() -> lines(tags))
                .build();
    }

    /** The object of a repository list. */
    public static TemplateObject of(RepoList list) {
        List<String> names = onOneLine(list.repositories());
        String body = new String(list.body(), StandardCharsets.UTF_8);
        return TemplateObject.struct("*repo.RepoList")
                .field("Repositories", names)
                .method("GetRepos", () -> names)
                .method("RawBody", () -> body)
                .method("RawHeaders", () -> HeaderLines.named(list.headers()))
                .json(() -> new JsonText(body))
                .pretty(() -> lines(names))
                .build();
    }

    /** A name that a registry made of several lines must not look like several names. */
    private static List<String> onOneLine(List<String> names) {
        return names.stream()
                .map(name -> name.indexOf('\n') < 0 && name.indexOf('\t') < 0 ? name : VisibleText.name(name))
                .toList();
    }

    private static String lines(List<String> names) {
        StringBuilder text = new StringBuilder();
        names.stream().sorted().forEach(n -> text.append(n).append('\n'));
        return text.toString();
    }
}

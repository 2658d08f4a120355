// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

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
        String body = new String(list.body(), StandardCharsets.UTF_8);
        return TemplateObject.struct("*tag.List")
                .field("Name", list.name())
                .field("Tags", shown)
                .method("GetTags", () -> shown)
                .method("RawBody", () -> body)
                .method("RawHeaders", list::headers)
                .json(() -> new JsonText(body))
                .pretty(() -> lines(shown))
                .build();
    }

    /** The object of a repository list. */
    public static TemplateObject of(RepoList list) {
        String body = new String(list.body(), StandardCharsets.UTF_8);
        return TemplateObject.struct("*repo.RepoList")
                .field("Repositories", list.repositories())
                .method("GetRepos", list::repositories)
                .method("RawBody", () -> body)
                .method("RawHeaders", list::headers)
                .json(() -> new JsonText(body))
                .pretty(() -> lines(list.repositories()))
                .build();
    }

    private static String lines(List<String> names) {
        StringBuilder text = new StringBuilder();
        names.stream().sorted().forEach(n -> text.append(n).append('\n'));
        return text.toString();
    }
}

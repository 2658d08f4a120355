// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.model.TagList;
import io.regclient.ref.Ref;
import io.regclient.ref.RegistryRef;
import io.regclient.ref.Tag;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The tags that a repository lists, and whether the list can be believed in what it leaves out. A copy needs no such
 * doubts: a tag that is not listed is not copied, and is copied by the next run. A deletion has no next run.
 *
 * @param tags in the order of the list, each once
 * @param doubt what is odd about the list, empty for a list that can be believed
 */
public record ListedTags(Set<Tag> tags, Optional<String> doubt) {
    /** Characters of a name that a message shows. */
    private static final int SHOWN = 100;

    public ListedTags {
        tags = new LinkedHashSet<>(tags);
    }

    /** The list with tags that are to come. */
    public ListedTags plus(Set<Tag> more) {
        Set<Tag> all = new LinkedHashSet<>(tags);
        all.addAll(more);
        return new ListedTags(all, doubt);
    }

    /** The list without tags that have gone since. */
    public ListedTags without(Set<Tag> gone) {
        Set<Tag> left = new LinkedHashSet<>(tags);
        left.removeAll(gone);
        return new ListedTags(left, doubt);
    }

    /** Reads the list of a repository. */
    public static ListedTags of(Ref repository, TagList list, Instant now) {
        Set<Tag> tags = new LinkedHashSet<>();
        List<String> none = new ArrayList<>();
        for (String name : list.tags()) {
            try {
                tags.add(Tag.parse(name, repository));
            } catch (RegistryException e) {
                none.add(name);
            }
        }
        return new ListedTags(tags, doubt(repository, list, none, now));
    }

    private static Optional<String> doubt(Ref repository, TagList list, List<String> none, Instant now) {
        if (!none.isEmpty()) {
            return Optional.of("it lists \"" + VisibleText.name(none.getFirst(), SHOWN) + "\", which is no tag");
        }
        if (list.tags().isEmpty()) {
            return Optional.of("it lists no tag");
        }
        if (repository instanceof RegistryRef ref && !names(list.name(), ref.repository())) {
            return Optional.of("it is the list of \"" + VisibleText.name(list.name(), SHOWN) + "\"");
        }
        if (list.more() || announcesMore(list)) {
            return Optional.of("it ends although it says that more tags follow");
        }
        return age(list, now);
    }

    /** True for a list of the repository: a host may show it below a prefix or without one. */
    private static boolean names(String named, String repository) {
        return named.isEmpty()
                || named.equals(repository)
                || named.endsWith("/" + repository)
                || repository.endsWith("/" + named);
    }

    /** The last page names another one: the walk ended because the registry sent what it had sent before. */
    private static boolean announcesMore(TagList list) {
        return AnswerTime.header(list.headers(), "Link").stream()
                .anyMatch(line -> line.toLowerCase(Locale.ROOT).contains("next"));
    }

    private static Optional<String> age(TagList list, Instant now) {
        try {
            return AnswerTime.sent(list.headers())
                    .filter(sent -> AnswerTime.areApart(sent, now))
                    .map(sent -> "its answer is of " + sent + " and the clock here says " + now);
        } catch (DateTimeException e) {
            return Optional.of("its answer has no readable date");
        }
    }
}

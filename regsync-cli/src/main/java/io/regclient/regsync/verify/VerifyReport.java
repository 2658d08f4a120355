// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.verify;

import io.regclient.error.VisibleText;
import io.regclient.json.JsonStyle;
import io.regclient.json.JsonWriter;
import io.regclient.ref.Tag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What was found, as text for people and as JSON for programs.
 *
 * @param deep blobs were read and hashed
 * @param repositories that were looked at
 * @param failures what could not be looked at or repaired
 */
public record VerifyReport(boolean deep, List<RepositoryFindings> repositories, List<String> failures) {
    /** The version of the JSON document. */
    static final int VERSION = 1;

    private static final int SHOWN_TAGS = 5;
    private static final int SHOWN_REASON = 300;

    public VerifyReport {
        repositories = List.copyOf(repositories);
        failures = List.copyOf(failures);
    }

    /** True when everything was looked at, and is whole or was repaired. */
    public boolean isWhole() {
        return failures.isEmpty() && repositories.stream().allMatch(RepositoryFindings::isWhole);
    }

    /** Damage that is left. */
    private long damaged() {
        return repositories.stream()
                .flatMap(each -> each.damage().stream())
                .filter(damage -> !damage.repaired())
                .count();
    }

    private long repaired() {
        return repositories.stream()
                .flatMap(each -> each.damage().stream())
                .filter(Damage::repaired)
                .count();
    }

    /** A block for each repository with damage or an absent image, and a line that sums up. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (RepositoryFindings each : repositories) {
            if (!each.damage().isEmpty() || !each.absent().isEmpty()) {
                text.append(each.target()).append('\n');
                each.damage().forEach(damage -> line(text, damage));
                each.absent()
                        .forEach(tag -> text.append("  absent      ")
                                .append(tag.name())
                                .append("  was not mirrored so far, \"regsync once\" copies it\n"));
            }
        }
        long tags = sum(RepositoryFindings::tags);
        long images = sum(RepositoryFindings::images);
        long blobs = sum(RepositoryFindings::blobs);
        text.append(counted(repositories.size(), "repository", "repositories") + ", ")
                .append(counted(tags, "tag", "tags") + ", ")
                .append(counted(images, "image", "images") + ", ")
                .append(counted(blobs, "blob", "blobs") + (deep ? " read: " : " asked for: "))
                .append(damaged() + " damaged, " + repaired() + " repaired")
                .append(failures.isEmpty() ? "\n" : ", " + counted(failures.size(), "failure", "failures") + "\n");
        return text.toString();
    }

    private long sum(ToLongFunction<RepositoryFindings> number) {
        return repositories.stream().mapToLong(number).sum();
    }

    private static String counted(long number, String one, String several) {
        return number + " " + (number == 1 ? one : several);
    }

    private static void line(StringBuilder text, Damage damage) {
        String state = damage.repaired() ? "repaired" : damage.what().word();
        List<String> tags =
                damage.tags().stream().map(Tag::name).limit(SHOWN_TAGS).toList();
        int more = damage.tags().size() - tags.size();
        text.append("  " + state + " ".repeat(Math.max(1, 12 - state.length())))
                .append(damage.what().content())
                .append("  needed by ")
                .append(String.join(", ", tags))
                .append(more > 0 ? " and " + more + " more" : "")
                .append(": ")
                .append(VisibleText.name(damage.what().reason(), SHOWN_REASON))
                .append('\n');
    }

    /** The same for programs. */
    public String json() {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("version", VERSION);
        root.put("kind", "verify");
        root.put("deep", deep);
        List<Object> all = new ArrayList<>();
        repositories.forEach(each -> all.add(tree(each)));
        root.put("repositories", all);
        root.put("failures", failures);
        Map<String, Object> totals = new LinkedHashMap<>();
        totals.put("repositories", repositories.size());
        totals.put("tags", sum(RepositoryFindings::tags));
        totals.put("images", sum(RepositoryFindings::images));
        totals.put("blobs", sum(RepositoryFindings::blobs));
        totals.put("bytes", sum(RepositoryFindings::bytes));
        totals.put("damaged", damaged());
        totals.put("repaired", repaired());
        root.put("totals", totals);
        return JsonWriter.write(root, JsonStyle.PRETTY) + "\n";
    }

    private static Map<String, Object> tree(RepositoryFindings each) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("source", each.source());
        tree.put("target", each.target());
        tree.put("tags", each.tags());
        tree.put("images", each.images());
        tree.put("blobs", each.blobs());
        tree.put("bytes", each.bytes());
        List<Object> damage = new ArrayList<>();
        for (Damage one : each.damage()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("kind", one.what().word());
            entry.put("content", one.what().content());
            entry.put("tags", one.tags().stream().map(Tag::name).toList());
            entry.put("reason", one.what().reason());
            entry.put("repaired", one.repaired());
            damage.add(entry);
        }
        tree.put("damage", damage);
        tree.put("absent", each.absent().stream().map(Tag::name).toList());
        return tree;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.copy.CopyOptions;
import io.regclient.digest.Digest;
import io.regclient.model.Descriptor;
import io.regclient.model.ManifestHead;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import io.regclient.model.RateLimit;
import io.regclient.ref.Ref;
import io.regclient.regsync.plan.SyncDecision.ChoosePlatform;
import io.regclient.regsync.plan.SyncDecision.Copy;
import io.regclient.regsync.plan.SyncDecision.Exists;
import io.regclient.regsync.plan.SyncDecision.Refresh;
import io.regclient.regsync.plan.SyncDecision.Settled;
import io.regclient.regsync.plan.SyncDecision.UpToDate;
import io.regclient.regsync.plan.SyncDecision.WrongType;
import io.regclient.regsync.schema.Configs;
import io.regclient.regsync.schema.SyncEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The decision procedure of regsync 9, steps 3 to 8, and what belongs to a copy (regsync 9 to 11); no registry. */
class SyncDecisionTest {
    private static final Digest TOP = Digest.sha256("top".getBytes(UTF_8));
    private static final Digest CHILD = Digest.sha256("child".getBytes(UTF_8));
    private static final Digest OTHER = Digest.sha256("other".getBytes(UTF_8));
    private static final String NO_INDEX = "mediaTypes: [application/vnd.oci.image.manifest.v1+json]";
    private static final String NO_IMAGE = "mediaTypes: [application/vnd.oci.image.index.v1+json]";

    private static SyncEntry entry(String settings) throws IOException {
        return Configs.load(
                        "sync: [{source: 'src.example/a:v1', target: 'tgt.example/b:v1', type: image" + settings + "}]")
                .entries()
                .getFirst();
    }

    private static SyncTask task(String settings, SyncAction action) throws IOException {
        return new SyncTask(entry(settings), Ref.parse("src.example/a:v1"), Ref.parse("tgt.example/b:v1"), action);
    }

    private static ManifestHead head(String mediaType, Digest digest) {
        return new ManifestHead(Descriptor.of(mediaType, digest, 100), RateLimit.NONE, Map.of());
    }

    /** The source: an index or the manifest of one image. */
    private static ManifestHead source(String kind) {
        return head(kind.equals("index") ? MediaType.OCI_INDEX : MediaType.OCI_MANIFEST, TOP);
    }

    /** The target: nothing, the same as the source, the manifest of the wanted platform, or something else. */
    private static Optional<ManifestHead> target(String state) {
        return switch (state) {
            case "none" -> Optional.empty();
            case "same" -> Optional.of(head(MediaType.OCI_INDEX, TOP));
            case "platform" -> Optional.of(head(MediaType.OCI_MANIFEST, CHILD));
            default -> Optional.of(head(MediaType.OCI_MANIFEST, OTHER));
        };
    }

    /** A decision in words; the platform of an index is looked up as {@link #CHILD}. */
    private static String words(SyncDecision decision) throws IOException {
        String asked = decision instanceof ChoosePlatform ? "platform, " : "";
        Settled settled = decision.settle(_ -> CHILD);
        assertThat(settled.transfer().isPresent()).isEqualTo(settled instanceof Refresh || settled instanceof Copy);
        return asked
                + switch (settled) {
                    case UpToDate _ -> "up to date";
                    case Exists _ -> "exists";
                    case WrongType _ -> "wrong type";
                    case SyncDecision.Held _ -> "held";
                    case SyncDecision.Denied _ -> "denied";
                    case SyncDecision.Moved _ -> "moved";
                    case SyncDecision.Skipped _ -> "skipped";
                    case Refresh _ -> "refresh";
                    case Copy copy -> "copy" + (copy.what().backup().isPresent() ? ", backup" : "");
                };
    }

    @ParameterizedTest(name = "{4} of {0} to {1} with {2}: {3}")
    @DisplayName("regsync 9.3 to 9.8 and 10: what is to do by the two sides, the settings and the action")
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            value = {
                // 9.3: equal digests
                "image | same | ''                     | up to date                | COPY",
                "image | same | ''                     | up to date                | MISSING",
                "image | same | forceRecursive: true   | refresh                   | COPY",
                "image | same | referrers: true        | refresh                   | COPY",
                "image | same | digestTags: true       | refresh                   | CHECK",
                "image | same | 'referrers: true, fastCheck: true'      | up to date | COPY",
                "image | same | 'digestTags: true, fastCheck: true'     | up to date | COPY",
                "image | same | 'forceRecursive: true, fastCheck: true' | up to date | CHECK",
                "image | same | 'backup: old, referrers: true'          | refresh    | COPY",
                "index | same | 'platform: linux/arm64'                 | up to date | COPY",
                // 9.4: what exists stays
                "image | other | ''                    | exists                    | MISSING",
                "image | other | backup: old           | exists                    | MISSING",
                "image | same  | referrers: true       | exists                    | MISSING",
                "index | other | platform: linux/arm64 | exists                    | MISSING",
                // 9.5: the media types, after 9.3 and 9.4
                "image | other | " + NO_IMAGE + "      | wrong type                | COPY",
                "index | none  | " + NO_INDEX + "      | wrong type                | MISSING",
                "image | other | " + NO_IMAGE + "      | exists                    | MISSING",
                "image | same  | " + NO_IMAGE + "      | up to date                | COPY",
                "index | none  | '" + NO_INDEX + ", platform: linux/arm64' | wrong type | CHECK",
                // 9.6: one platform, which only an index has
                "index | none     | platform: linux/arm64 | 'platform, copy'       | COPY",
                "index | other    | platform: linux/arm64 | 'platform, copy'       | CHECK",
                "index | platform | platform: linux/arm64 | 'platform, up to date' | COPY",
                "index | platform | 'platform: linux/arm64, referrers: true'      | 'platform, up to date' | COPY",
                "index | platform | 'platform: linux/arm64, forceRecursive: true' | 'platform, refresh'    | COPY",
                "index | same     | 'platform: linux/arm64, referrers: true'      | 'platform, copy'       | COPY",
                "image | none     | platform: linux/arm64 | copy                   | COPY",
                "index | platform | ''                    | copy                   | COPY",
                // 9.7 and 10: absent or different; a backup of what is replaced
                "image | none  | ''                    | copy                      | COPY",
                "image | none  | ''                    | copy                      | MISSING",
                "image | none  | backup: old           | copy                      | COPY",
                "image | other | ''                    | copy                      | CHECK",
                "image | other | backup: old           | 'copy, backup'            | COPY",
                "image | other | 'backup: old, fastCheck: true' | 'copy, backup'   | COPY",
                "index | other | 'backup: old, platform: linux/arm64' | 'platform, copy, backup' | COPY"
            })
    void decides(String source, String target, String settings, String expected, SyncAction action) throws IOException {
        SyncTask task = task(settings.isEmpty() ? "" : ", " + settings, action);
        assertThat(words(task.decide(source(source), target(target)))).isEqualTo(expected);
    }

    /** Every combination of the settings that matter to a decision. */
    private static List<String> combinations() {
        List<String> all = List.of("");
        for (String setting : List.of(
                "fastCheck: true",
                "forceRecursive: true",
                "referrers: true",
                "digestTags: true",
                "platform: linux/arm64",
                "backup: old",
                NO_INDEX)) {
            List<String> more = new ArrayList<>(all);
            all.forEach(settings -> more.add(settings + ", " + setting));
            all = more;
        }
        return all;
    }

    @ParameterizedTest
    @DisplayName("regsync 9: what holds for every combination of settings and sides")
    @EnumSource(SyncAction.class)
    void holdsForAll(SyncAction action) throws IOException {
        for (String settings : combinations()) {
            for (String source : List.of("image", "index")) {
                for (String target : List.of("none", "same", "platform", "other")) {
                    String name = settings + " " + source + " to " + target;
                    SyncTask task = task(settings, action);
                    Settled decision =
                            task.decide(source(source), target(target)).settle(_ -> CHILD);
                    holds(name, task, source, target, decision);
                }
            }
        }
    }

    private static void holds(String name, SyncTask task, String source, String target, Settled decision)
            throws IOException {
        boolean onePlatform =
                source.equals("index") && !task.entry().copy().platform().isEmpty();
        Optional<Transfer> transfer = decision.transfer();
        if (target.equals("none")) {
            boolean allowed = !(source.equals("index") && name.contains(NO_INDEX));
            assertThat(transfer.isPresent()).as("9.7 %s", name).isEqualTo(allowed);
        } else if (task.action() == SyncAction.MISSING) {
            assertThat(transfer).as("9.4 %s", name).isEmpty();
        }
        if (transfer.isPresent()) {
            Transfer what = transfer.get();
            Digest wanted = onePlatform ? CHILD : TOP;
            boolean replaces = target(target)
                    .flatMap(head -> head.descriptor().digest())
                    .filter(present -> !present.equals(wanted))
                    .isPresent();
            assertThat(what.digest()).as("9.6 %s", name).isEqualTo(wanted);
            assertThat(what.source())
                    .as("9.6 %s", name)
                    .isEqualTo(onePlatform ? task.source().addDigest(CHILD) : task.source());
            assertThat(what.backup().isPresent()).as("10 %s", name).isEqualTo(replaces && name.contains("backup"));
            assertThat(decision instanceof Copy copy && copy.replaced().isPresent())
                    .as("9.7 %s", name)
                    .isEqualTo(replaces);
        }
        if (task.action() == SyncAction.CHECK) {
            SyncTask copying = new SyncTask(task.entry(), task.source(), task.target(), SyncAction.COPY);
            assertThat(copying.decide(source(source), target(target)).settle(_ -> CHILD))
                    .as("9.8 check tells what a copy would do: %s", name)
                    .isEqualTo(decision);
        }
    }

    @Test
    @DisplayName("regsync 9.6: the platform is looked for in the index that the first answer named, not under the tag")
    void namesTheIndex() throws IOException {
        SyncDecision decision =
                task(", platform: linux/arm64", SyncAction.COPY).decide(source("index"), target("none"));

        assertThat(decision).isInstanceOfSatisfying(ChoosePlatform.class, choice -> {
            assertThat(choice.index().commonName()).isEqualTo("src.example/a:v1@" + TOP);
            assertThat(choice.platform()).isEqualTo("linux/arm64");
        });
    }

    @ParameterizedTest
    @DisplayName("regsync 11: a copy waits for pulls when a minimum is set and the source announced a limit")
    @CsvSource({"0,100,false", "60,-1,false", "60,100,true"})
    void waitsForPulls(int min, int remaining, boolean waits) throws IOException {
        RateLimit limit = remaining < 0 ? RateLimit.NONE : RateLimit.parse("100;w=21600", remaining + ";w=21600", "");
        ManifestHead source = new ManifestHead(Descriptor.of(MediaType.OCI_MANIFEST, TOP, 100), limit, Map.of());
        SyncDecision decision =
                task(", ratelimit: {min: " + min + "}", SyncAction.COPY).decide(source, Optional.empty());

        assertThat(decision.settle(_ -> CHILD)
                        .transfer()
                        .orElseThrow()
                        .allowance()
                        .isPresent())
                .isEqualTo(waits);
    }

    @Test
    @DisplayName("regsync 9, copy options: the settings of the entry; a wrong place for referrers is a complaint only")
    void derivesTheOptionsOfACopy() throws IOException {
        CopyTerms terms = CopyTerms.of(entry(", digestTags: true, fastCheck: true, includeExternal: true, "
                        + "referrers: true, referrerFilters: [{artifactType: a/b}], platforms: [linux/amd64, ''], "
                        + "referrerSource: 'Bad Ref', referrerTarget: tgt.example/sig")
                .copy());

        CopyOptions options = terms.options();
        assertThat(options.digestTags()).isTrue();
        assertThat(options.fastCheck()).isTrue();
        assertThat(options.forceRecursive()).isFalse();
        assertThat(options.includeExternal()).isTrue();
        assertThat(options.platforms())
                .containsExactly(Optional.of(Platform.of("linux", "amd64", "")), Optional.empty());
        assertThat(options.referrers())
                .singleElement()
                .satisfies(filter -> assertThat(filter.artifactType()).contains("a/b"));
        assertThat(options.referrerSource()).isEmpty();
        assertThat(options.referrerTarget()).contains(Ref.parse("tgt.example/sig"));
        assertThat(terms.complaints()).singleElement().satisfies(line -> {
            assertThat(line.message()).isEqualTo("Failed parsing referrerSource");
            assertThat(line.fields()).containsEntry("referrerSource", "Bad Ref").containsKey("error");
        });
        assertThat(CopyTerms.of(entry(", referrerSource: 'Bad Ref'").copy()))
                .isEqualTo(new CopyTerms(CopyOptions.PLAIN, List.of()));
    }

    @ParameterizedTest
    @DisplayName("regsync 14: the line of every decision")
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            value = {
                "image | same | '' | DEBUG Image matches {source=src.example/a:v1, target=tgt.example/b:v1}",
                "image | other | keep | DEBUG target exists {source=src.example/a:v1, target=tgt.example/b:v1}",
                "image | none | " + NO_IMAGE + " | INFO Skipping unsupported media type {ref=src.example/a:v1, "
                        + "mediaType=application/vnd.oci.image.manifest.v1+json, "
                        + "allowed=[application/vnd.oci.image.index.v1+json]}",
                "index | platform | platform: linux/arm64 | DEBUG Image matches for platform "
                        + "{source=src.example/a:v1@CHILD, platform=linux/arm64, target=tgt.example/b:v1}",
                "index | none | platform: linux/arm64 | INFO Image sync needed "
                        + "{source=src.example/a:v1@CHILD, target=tgt.example/b:v1}",
                "image | same | referrers: true | INFO Image refreshing {source=src.example/a:v1, "
                        + "target=tgt.example/b:v1, forced=false, digestTags=false, referrers=true}"
            })
    void reports(String source, String target, String settings, String expected) throws IOException {
        boolean keep = settings.equals("keep");
        SyncTask task =
                task(keep || settings.isEmpty() ? "" : ", " + settings, keep ? SyncAction.MISSING : SyncAction.COPY);
        LogLine line =
                task.decide(source(source), target(target)).settle(_ -> CHILD).report();

        assertThat(line.level() + " " + line.message() + " " + line.fields())
                .isEqualTo(expected.replace("CHILD", CHILD.toString()));
    }
}

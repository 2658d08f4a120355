// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.config.ConfigWarning;
import io.regclient.regsync.schema.Configs;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The early look of regsync 17. */
class EntryCheckTest {

    private static List<String> warnings(String entry) throws Exception {
        return EntryCheck.warnings(Configs.load("sync: [" + entry + "]").entries()).stream()
                .map(ConfigWarning::toString)
                .toList();
    }

    @ParameterizedTest
    @DisplayName("regsync 17: each mistake is one warning that names entry and key")
    @CsvSource(
            delimiter = '|',
            value = {
                "{source: a, target: b}|type err=must be registry, repository or image",
                "{source: Abc, target: b, type: image}|source err=",
                "{source: 'a:1', type: image}|target err=",
                "{source: 'a:v1', target: b, type: repository}|source err=a:v1",
                "{source: a, target: 'localhost:5000/b:1', type: repository}|target err=localhost:5000/b:1",
                "{source: host/path, target: b, type: registry}|source err=invalid hostname: \"host/path\"",
                "{source: a, target: b, type: repository, tags: {allow: ['(']}}|tags err=invalid allow pattern \"(\"",
                "{source: a, target: b, type: repository, immutableTags: ['(']}|immutableTags err=invalid immutableTags pattern \"(\"",
                "{source: a, target: b, type: repository, tagSets: [{semverRange: ['>= 1']}]}|tags err=invalid semver range",
                "{source: 'a.b', target: b, type: registry, repos: {deny: ['(']}}|repos err=invalid deny pattern \"(\"",
                "{source: 'a:1', target: b, type: image, schedule: '1 2 3'}|schedule err=",
                "{source: 'a:1', target: b, type: image, platform: 'a b'}|platform err=",
                "{source: 'a:1', target: b, type: image, platforms: ['', 'a b']}|platforms err=",
                "{source: 'a:1', target: b, type: image, backup: '{{nope}}'}|backup err=template: out:1: function \"nope\"",
                "{source: 'a:1', target: b, type: image, referrerSource: 'A b'}|referrerSource err=",
                "{source: a, target: b, type: repository, tags: {latest: -1}}|tags err=invalid latest, count -1",
                "{source: a, target: b, type: repository, tags: {latest: {count: 1, sort: size}}}|tags err=invalid sort",
                "{source: a, target: b, type: repository, tagSets: [{latest: {count: 1, key: '('}}]}|tags err=invalid key",
                "{source: a, target: b, type: repository, minAge: 1h, minAgeSource: built}|minAgeSource err=invalid minAgeSource \"built\", must be firstSeen or created",
                "{source: a, target: b, type: repository, minAge: 1h, minAgeAllow: ['(']}|minAgeAllow err=invalid minAgeAllow pattern \"(\"",
                "{source: a, target: b, type: repository, onRetag: never}|onRetag err=invalid onRetag action \"never\", must be copy, warn, skip, fail or backup",
                "{source: a, target: b, type: repository, onRetag: [{pattern: '(', action: skip}]}|onRetag err=invalid onRetag pattern \"(\"",
                "{source: a, target: b, type: repository, prune: maybe}|prune err=invalid prune mode \"maybe\"",
                "{source: a, target: b, type: repository, prune: {maxDelete: 101%}}|prune err=invalid maxDelete \"101%\"",
                "{source: a, target: b, type: repository, prune: {minTags: -1}}|prune err=invalid minTags -1"
            })
    void namesWhatWillFail(String entry, String expected) throws Exception {
        assertThat(warnings(entry)).singleElement().asString().contains("config=sync[0] key=" + expected);
    }

    @ParameterizedTest
    @DisplayName("regsync 17: a key without effect is one warning that names it")
    @CsvSource(
            delimiter = '|',
            value = {
                "{source: 'a:1', target: b, type: image, tags: {allow: [x]}}|key=tags err=an image has one tag",
                "{source: 'a:1', target: b, type: image, tagSets: [{deny: [x]}]}|key=tagSets err=an image has one tag",
                "{source: 'a:1', target: b, type: image, repos: {allow: [x]}}|key=repos err=it belongs to the type registry",
                "{source: a, target: b, type: repository, repos: {deny: [x]}}|key=repos err=it belongs to the type registry",
                "{source: 'a:1', target: b, type: image, platform: linux/amd64, platforms: [linux/arm64]}|key=platforms err=",
                "{source: 'a:1', target: b, type: image, tags: {latest: 3}}|key=tags err=an image has one tag",
                "{source: 'a:1', target: b, type: image, tagSets: [{since: 3d}]}|key=tagSets err=an image has one tag",
                "{source: 'a:1', target: b, type: image, prune: filter}|key=prune err=an image has one tag, which stays",
                "{source: a, target: b, type: repository, minAgeAllow: [x]}|key=minAgeAllow err=no image waits without minAge",
                "{source: a, target: b, type: repository, minAge: 0s, minAgeSource: created}|key=minAgeSource err=no image waits",
                "{source: a, target: b, type: image}|has no tag, latest is taken config=sync[0] key=source err=a",
                "{source: 'ocidir://dir/a', target: b, type: image}|key=source err=ocidir://dir/a"
            })
    void namesWhatHasNoEffect(String entry, String expected) throws Exception {
        assertThat(warnings(entry)).singleElement().asString().contains(expected);
    }

    @Test
    @DisplayName("regsync 16: short names, ports, layouts and templates are fine")
    void acceptsWhatWorks() throws Exception {
        assertThat(warnings("""
                        {source: 'busybox:latest', target: 'localhost:5000/library/busybox:latest', type: image},
                        {source: alpine, target: 'localhost:5000/library/alpine', type: repository, interval: 60m,
                         backup: 'b-{{.Ref.Tag}}', tags: {allow: ['3.*'], semverRange: ['>=3 <4', '']}},
                        {source: 'localhost:5000', target: 'b.example/mirror', type: registry, schedule: '0 3 * * *'},
                        {source: 'a:1', target: 'ocidir://dir/a:1', type: image, platform: linux/arm64/v8},
                        {source: 'a:1', target: 'b:1', type: image, platforms: [linux/amd64, '']},
                        {source: 'a:1', target: 'b:1', type: image, prune: off, minAge: 1d, minAgeAllow: [x], onRetag: warn}
                        """)).isEmpty();
    }

    @Test
    @DisplayName("a default that means nothing for one entry is meant for others")
    void acceptsDefaults() throws Exception {
        String defaults = "defaults: {prune: source, minAgeSource: created, minAgeAllow: [x]}\n";
        assertThat(EntryCheck.warnings(Configs.load(defaults + "sync: [{source: 'a:1', target: b, type: image}]")
                        .entries()))
                .isEmpty();
        assertThat(EntryCheck.warnings(
                        Configs.load("defaults: {onRetag: never}\n" + "sync: [{source: 'a:1', target: b, type: image}]")
                                .entries()))
                .singleElement()
                .asString()
                .contains("config=sync[0] key=onRetag");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.regclient.error.ErrorKind;
import io.regclient.fixture.copy.Engine;
import io.regclient.fixture.copy.KnowsCommandLine;
import io.regclient.fixture.copy.KnowsKit;
import io.regclient.fixture.copy.KnowsRegistry;
import io.regclient.fixture.copy.LogsWithTheJdk;
import io.regclient.fixture.copy.ParsesFlags;
import io.regclient.fixture.copy.ReadsYaml;
import io.regclient.fixture.copy.Serves;
import io.regclient.fixture.model.KnowsEngine;
import io.regclient.fixture.model.Narrow;
import io.regclient.fixture.model.ReadsNioFile;
import io.regclient.fixture.model.ReadsProcessorFile;
import io.regclient.fixture.model.StartsProcess;
import io.regclient.fixture.model.Wide;
import io.regclient.fixture.server.registry.KnowsClient;
import io.regclient.fixture.server.registry.Registry;
import io.regclient.testing.HouseRules;
import io.regclient.testing.ProgramRules;
import io.regclient.testing.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule of the house finds the class that breaks it; and the rules that look at source files. */
class HouseRulesTest {
    private static final int FILES_PER_PACKAGE = 30;

    /** Each program has one of these, and nothing else sees two of them. */
    private static final Set<String> ONE_PER_PROGRAM = Set.of(
            "Main", "CheckCommand", "OnceCommand", "OnceRun", "RunFlags", "ServerCommand", "ServerRun", "Training");

    private static final HouseRules FIXTURE = new HouseRules("io.regclient.fixture");

    private static boolean accepts(ArchRule rule, Class<?>... classes) {
        return !rule.allowEmptyShould(true)
                .evaluate(new ClassFileImporter().importClasses(classes))
                .hasViolation();
    }

    @ParameterizedTest
    @ValueSource(classes = {ReadsProcessorFile.class, ReadsNioFile.class, StartsProcess.class})
    @DisplayName("values: a file opened by java.io, by NIO, or by another process is found")
    void valuesTouchNoFiles(Class<?> fixture) {
        assertThat(accepts(FIXTURE.valuesLogNothingAndTouchNoFiles("model"), fixture))
                .isFalse();
        assertThat(accepts(FIXTURE.valuesLogNothingAndTouchNoFiles("copy"), fixture))
                .isTrue();
        assertThat(accepts(FIXTURE.openNoFiles("model"), fixture)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                KnowsKit.class,
                KnowsRegistry.class,
                ParsesFlags.class,
                ReadsYaml.class,
                Serves.class,
                LogsWithTheJdk.class
            })
    @DisplayName("library: kit, registry, picocli, snakeyaml, the JDK's server and its logging are found")
    void libraryStandsAlone(Class<?> fixture) {
        assertThat(accepts(FIXTURE.libraryStandsAlone(), fixture)).isFalse();
        assertThat(accepts(FIXTURE.libraryStandsAlone(), Engine.class, KnowsClient.class))
                .isTrue();
    }

    @Test
    @DisplayName("registry: what is no value is found")
    void registryKnowsValuesOnly() {
        assertThat(accepts(FIXTURE.registryKnowsOnly("model"), KnowsClient.class))
                .isFalse();
        assertThat(accepts(FIXTURE.registryKnowsOnly("model", "copy"), KnowsClient.class, Registry.class))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(classes = {KnowsCommandLine.class, ParsesFlags.class})
    @DisplayName("work: the command line's classes and its library are found")
    void workIsDoneWithoutACommandLine(Class<?> fixture) {
        assertThat(accepts(ProgramRules.noCommandLineIn("fixture", "copy"), fixture))
                .isFalse();
        assertThat(accepts(ProgramRules.noCommandLineIn("fixture", "model"), fixture))
                .isTrue();
    }

    @Test
    @DisplayName("records: a wide one is found unless listed, and so is a listed one that is not wide")
    void recordsAreSmall() {
        assertThat(accepts(HouseRules.recordsAreSmall(Map.of()), Wide.class)).isFalse();
        assertThat(accepts(HouseRules.recordsAreSmall(Map.of(Wide.class.getName(), "shows it")), Wide.class))
                .isTrue();
        assertThat(accepts(HouseRules.recordsAreSmall(Map.of()), Narrow.class)).isTrue();
        assertThat(accepts(HouseRules.recordsAreSmall(Map.of(Narrow.class.getName(), "out of date")), Narrow.class))
                .isFalse();
        assertThat(accepts(HouseRules.recordsAreSmall(Map.of("Gone", "out of date")), Narrow.class))
                .isFalse();
    }

    @Test
    @DisplayName("map: an import that is not listed is found")
    void packagesImportOnlyWhatTheMapAllows() {
        assertThat(accepts(FIXTURE.imports("model", List.of()), KnowsEngine.class))
                .isFalse();
        assertThat(accepts(FIXTURE.imports("model", List.of("copy")), KnowsEngine.class))
                .isTrue();
    }

    @Test
    @DisplayName("map: a library outside its package is found")
    void librariesStayWhereTheyAreConfined() {
        assertThat(accepts(FIXTURE.confined("picocli..", List.of("kit.cli")), ParsesFlags.class))
                .isFalse();
        assertThat(accepts(FIXTURE.confined("picocli..", List.of("copy")), ParsesFlags.class))
                .isTrue();
    }

    @Test
    @DisplayName("map: every arrow points to a line above")
    void arrowsPointOneWay() {
        assertThat(upwards(ArchitectureTest.ALLOWED)).isEmpty();
        assertThat(upwards(Map.of("model", List.of("copy")))).containsExactly("model -> copy");
    }

    /** Imports of packages that are not listed before the one that imports them. */
    private static List<String> upwards(Map<String, List<String>> layers) {
        List<String> above = new ArrayList<>();
        List<String> arrows = new ArrayList<>();
        layers.forEach((name, allowed) -> {
            allowed.stream().filter(each -> !above.contains(each)).forEach(each -> arrows.add(name + " -> " + each));
            above.add(name);
        });
        return arrows;
    }

    @Test
    @DisplayName("sources: no package has more than thirty files")
    void packagesAreSmall(@TempDir Path dir) throws IOException {
        assertThat(SourceTree.ofMainCode().packagesAbove(FILES_PER_PACKAGE)).isEmpty();

        write(dir, "a/One.java", "a/Two.java", "b/Three.java");
        assertThat(SourceTree.of(List.of(dir)).packagesAbove(1)).containsExactly(Map.entry(dir.resolve("a"), 2));
    }

    @Test
    @DisplayName("sources: a simple name means one thing in all modules")
    void namesAreExact(@TempDir Path dir) throws IOException {
        assertThat(SourceTree.ofMainCode().ambiguousNames()).isEqualTo(ONE_PER_PROGRAM);

        write(dir, "a/Token.java", "b/Token.java", "b/Other.java", "a/package-info.java", "b/package-info.java");
        assertThat(SourceTree.of(List.of(dir)).ambiguousNames()).containsExactly("Token");
    }

    @Test
    @DisplayName("sources: every error kind is in use; a case alone is none")
    void errorKindsAreInUse(@TempDir Path dir) throws IOException {
        Set<String> all = Arrays.stream(ErrorKind.values()).map(Enum::name).collect(Collectors.toSet());
        assertThat(SourceTree.ofMainCode().errorKindsInUse()).isEqualTo(all);

        Files.writeString(dir.resolve("A.java"), "switch (k) { case ErrorKind.STALLED -> x(ErrorKind.TRANSPORT); }");
        assertThat(SourceTree.of(List.of(dir)).errorKindsInUse()).containsExactly("TRANSPORT");
    }

    private static void write(Path dir, String... files) throws IOException {
        for (String file : files) {
            Files.createDirectories(dir.resolve(file).getParent());
            Files.createFile(dir.resolve(file));
        }
    }
}

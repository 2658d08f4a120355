// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.regclient.testing.HouseRules;
import io.regclient.testing.ProgramRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The package map of the core as a test. The two tables are the design: a change that needs a new edge shows it here as
 * a one-line difference.
 */
@AnalyzeClasses(packages = "io.regclient", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.regclient";
    private static final HouseRules HOUSE = new HouseRules(ROOT);

    /** The facade package; of the core only {@code kit.client} stands on it. */
    private static final String FACADE = "";

    /** Package to the packages it may import, in layers: an arrow only points to a line above. */
    static final Map<String, List<String>> ALLOWED = inOrder(
            Map.entry("error", List.of()),
            Map.entry("time", List.of()),
            Map.entry("file", List.of()),
            Map.entry("json", List.of("error")),
            Map.entry("digest", List.of("error")),
            Map.entry("diff", List.of("error")),
            Map.entry("observe", List.of()),
            Map.entry("fence", List.of("error")),
            Map.entry("throttle", List.of("time", "error")),
            Map.entry("ref", List.of("digest", "error")),
            Map.entry("stream", List.of("digest", "error")),
            Map.entry("model", List.of("digest", "json", "error")),
            Map.entry("config", List.of("model", "file", "json", "time", "error")),
            Map.entry("archive", List.of("file", "stream", "error")),
            Map.entry("auth", List.of("config", "json", "time", "error")),
            Map.entry("scheme", List.of("ref", "model", "stream", "digest", "throttle", "error")),
            Map.entry("http.tls", List.of("config", "file", "error")),
            Map.entry("http.net", List.of("http.tls", "config", "stream", "time", "error")),
            Map.entry("http.post", List.of("http.net", "config", "stream", "error")),
            Map.entry(
                    "http",
                    List.of(
                            "http.post",
                            "http.net",
                            "auth",
                            "observe",
                            "fence",
                            "config",
                            "json",
                            "throttle",
                            "time",
                            "stream",
                            "error")),
            Map.entry("scheme.registry.wire", List.of("http", "config", "ref", "digest", "error")),
            Map.entry(
                    "scheme.registry.upload",
                    List.of(
                            "scheme.registry.wire",
                            "http",
                            "config",
                            "ref",
                            "model",
                            "stream",
                            "digest",
                            "throttle",
                            "error")),
            Map.entry(
                    "scheme.registry",
                    List.of(
                            "scheme.registry.upload",
                            "scheme.registry.wire",
                            "scheme",
                            "http",
                            "config",
                            "json",
                            "ref",
                            "model",
                            "stream",
                            "digest",
                            "throttle",
                            "time",
                            "error")),
            Map.entry(
                    "scheme.ocidir",
                    List.of(
                            "scheme",
                            "fence",
                            "file",
                            "json",
                            "ref",
                            "model",
                            "stream",
                            "digest",
                            "throttle",
                            "time",
                            "error")),
            Map.entry(
                    "copy",
                    List.of(
                            "scheme",
                            "fence",
                            "config",
                            "ref",
                            "model",
                            "stream",
                            "digest",
                            "throttle",
                            "time",
                            "error")),
            Map.entry("place", List.of("copy", "file", "ref", "digest", "error")),
            Map.entry(
                    "image",
                    List.of(
                            "copy", "scheme", "config", "archive", "file", "ref", "model", "stream", "digest", "time",
                            "error")),
            Map.entry("validate", List.of("copy", "scheme", "ref", "model", "stream", "digest", "error")),
            Map.entry(
                    "tarball",
                    List.of(
                            "validate",
                            "scheme",
                            "archive",
                            "file",
                            "json",
                            "ref",
                            "model",
                            "stream",
                            "digest",
                            "error")),
            Map.entry("mod.layer", List.of("archive", "model", "stream", "digest", "error")),
            Map.entry(
                    "mod.tree",
                    List.of("copy", "scheme", "config", "archive", "ref", "model", "stream", "digest", "error")),
            Map.entry(
                    "mod",
                    List.of(
                            "mod.tree",
                            "mod.layer",
                            "copy",
                            "scheme",
                            "config",
                            "archive",
                            "file",
                            "json",
                            "ref",
                            "model",
                            "stream",
                            "digest",
                            "error")),
            Map.entry("server.samples", List.of("model", "digest", "json", "error")),
            Map.entry("server.message", List.of("digest", "json", "error")),
            Map.entry(
                    "server.registry",
                    List.of("server.message", "server.samples", "file", "model", "digest", "json", "time", "error")),
            Map.entry(
                    FACADE,
                    List.of(
                            "error",
                            "time",
                            "file",
                            "digest",
                            "ref",
                            "stream",
                            "model",
                            "config",
                            "observe",
                            "throttle",
                            "scheme",
                            "http",
                            "http.post",
                            "scheme.registry",
                            "scheme.ocidir",
                            "copy",
                            "validate",
                            "tarball",
                            "image",
                            "mod")),
            Map.entry("kit.schedule", List.of("time", "error")),
            Map.entry("kit.template.text", List.of()),
            Map.entry("kit.template.time", List.of("kit.template.text", "error")),
            Map.entry("kit.template.value", List.of("kit.template.time", "time")),
            Map.entry(
                    "kit.template",
                    List.of("kit.template.value", "kit.template.time", "kit.template.text", "json", "error")),
            Map.entry("kit.yaml", List.of("config", "file", "time", "error")),
            Map.entry("kit.log", List.of("json", "time", "error")),
            Map.entry("kit.view", List.of("kit.template.value", "ref", "error")),
            Map.entry(
                    "kit.schema",
                    List.of(
                            "kit.schedule",
                            "kit.yaml",
                            "kit.template",
                            "kit.template.value",
                            "config",
                            "time",
                            "error")),
            Map.entry("kit.service", List.of("kit.schedule", "kit.schema", "fence", "time", "error")),
            Map.entry(
                    "kit.cli",
                    List.of(
                            "kit.service",
                            "kit.log",
                            "kit.template",
                            "kit.template.value",
                            "kit.yaml",
                            "config",
                            "file",
                            "model",
                            "error",
                            "time")),
            Map.entry(
                    "kit.client",
                    List.of(
                            FACADE,
                            "kit.cli",
                            "kit.log",
                            "kit.yaml",
                            "place",
                            "copy",
                            "http.tls",
                            "config",
                            "observe",
                            "throttle",
                            "time",
                            "error")),
            Map.entry("kit.complete", List.of("kit.cli", "config", "ref", "error")),
            Map.entry("kit.manual", List.of("kit.complete", "kit.cli", "kit.template.value", "error")),
            Map.entry("kit.serve", List.of("server.registry", "http.tls", "file", "error")),
            Map.entry("kit.training", List.of("kit.manual", "kit.cli", "server.registry", "config")));

    /** Third-party packages to the only packages that may use them. */
    private static final Map<String, List<String>> CONFINED = inOrder(
            Map.entry("okhttp3..", List.of("http", "http.net", "http.post", "auth", "kit.serve")),
            Map.entry("okio..", List.of("http", "http.net", "auth")),
            Map.entry("com.fasterxml.jackson.core..", List.of("json", "model", "kit.yaml", "kit.schema")),
            Map.entry("com.fasterxml.jackson.databind..", List.of("kit.schema")),
            Map.entry("org.yaml.snakeyaml..", List.of("kit.yaml")),
            Map.entry("com.google.re2j..", List.of("ref", "mod")),
            Map.entry("org.apache.commons.compress..", List.of("archive")),
            Map.entry("org.apache.commons.codec..", List.of("kit.serve")),
            Map.entry("org.springframework..", List.of("kit.serve")),
            Map.entry("com.github.luben.zstd..", List.of("archive")),
            Map.entry("picocli..", List.of("kit.cli")));

    /** Packages of values: what they hold is all they know. */
    private static final String[] VALUES = {"error", "time", "json", "digest", "ref", "model"};

    /** Records that stay wide, with the reason. */
    private static final Map<String, String> WIDE_RECORDS = Map.of(
            "io.regclient.model.ContainerConfig",
            "the image specification's config has these fields, and is written in their order",
            "io.regclient.copy.CopyOptions",
            "one component per option of a copy; a caller names those it sets by a builder",
            "io.regclient.server.registry.RegistryOptions",
            "one component per option of the server; a caller names those it sets by a builder",
            "io.regclient.http.HttpSettings",
            "the bounds of all requests, set in one place and handed down whole");

    @ArchTest
    static final ArchRule everyPackageIsOnTheMap =
            classes().should().resideInAnyPackage(named(ALLOWED.keySet().stream()));

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule valuesLogNothingAndTouchNoFiles = HOUSE.valuesLogNothingAndTouchNoFiles(VALUES);

    @ArchTest
    static final ArchRule libraryStandsAlone = HOUSE.libraryStandsAlone();

    @ArchTest
    static final ArchRule registryKnowsValuesAndFilesOnly = HOUSE.registryKnowsOnly(
            Stream.concat(Stream.of(VALUES), Stream.of("file")).toArray(String[]::new));

    @ArchTest
    static final ArchRule recordsAreSmall = HouseRules.recordsAreSmall(WIDE_RECORDS);

    @ArchTest
    static final ArchRule enginesDoNotKnowHowContentIsStored =
            HOUSE.openNoFiles("copy", "mod", "mod.tree", "tarball", "image");

    @ArchTest
    static final ArchRule onlySchemesAndConfigurationTellReferencesApart = noClasses()
            .that()
            .resideOutsideOfPackages(named(Stream.of(
                    "ref",
                    "scheme",
                    "scheme.registry",
                    "scheme.registry.upload",
                    "scheme.registry.wire",
                    "scheme.ocidir",
                    "place",
                    "config",
                    "kit.view")))
            .should()
            .dependOnClassesThat()
            .haveNameMatching("io\\.regclient\\.ref\\.(RegistryRef|LayoutRef)(\\$.*)?");

    @ArchTest
    static final ArchRule namesSayWhatAClassIs = ProgramRules.tellingNames();

    @ArchTest
    static final ArchRule onlyTheTimePackageSleeps = ProgramRules.onlyTheTimePackageSleeps();

    @ArchTest
    static final ArchRule standardStreamsBelongToThePrograms = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule exceptionsAreSpecific = NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;

    @ArchTest
    static void packagesImportOnlyWhatTheMapAllows(JavaClasses core) {
        ALLOWED.forEach((name, allowed) -> HOUSE.imports(name, allowed).check(core));
    }

    @ArchTest
    static void librariesStayWhereTheyAreConfined(JavaClasses core) {
        CONFINED.forEach((library, users) -> HOUSE.confined(library, users).check(core));
    }

    private static String[] named(Stream<String> names) {
        return HOUSE.named(names);
    }

    @SafeVarargs
    private static Map<String, List<String>> inOrder(Map.Entry<String, List<String>>... packages) {
        Map<String, List<String>> layers = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> each : packages) {
            layers.put(each.getKey(), each.getValue());
        }
        return layers;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.regclient.testing.HouseRules;
import io.regclient.testing.ProgramRules;
import java.util.List;
import java.util.Map;

/** The package map of regsync: what the program may see of the core and of itself. */
@AnalyzeClasses(packages = "io.regclient.regsync", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final HouseRules HOUSE = new HouseRules("io.regclient.regsync");

    /** What each package imports of the program. */
    private static final Map<String, List<String>> IMPORTS = Map.ofEntries(
            Map.entry("filter", List.of()),
            Map.entry("schema", List.of("filter")),
            Map.entry("plan", List.of("schema", "filter", "state")),
            Map.entry("state", List.of()),
            Map.entry("lease", List.of("state")),
            Map.entry("verify", List.of("schema", "filter", "plan", "state", "safeguard")),
            Map.entry("prune", List.of("schema", "filter", "plan", "state")),
            Map.entry("safeguard", List.of("schema", "filter", "plan", "state")),
            Map.entry("gate", List.of("schema", "filter", "plan", "state", "safeguard")),
            Map.entry("keyless", List.of("schema")),
            Map.entry("cosign", List.of("schema", "filter", "plan", "state", "gate", "keyless")),
            Map.entry("hook", List.of("schema", "plan", "safeguard", "gate")),
            Map.entry(
                    "run",
                    List.of(
                            "schema",
                            "filter",
                            "plan",
                            "state",
                            "prune",
                            "safeguard",
                            "gate",
                            "cosign",
                            "lease",
                            "hook")),
            Map.entry("report", List.of("schema", "filter", "plan", "run")),
            Map.entry("status", List.of("schema", "plan", "run", "state")),
            Map.entry("web", List.of("status")),
            Map.entry("service", List.of()));

    @ArchTest
    static final ArchRule sigstoreIsOnePackage = noClasses()
            .that()
            .resideOutsideOfPackage("io.regclient.regsync.keyless")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.sigstore..", "com.google.common..", "com.google.protobuf..", "org.bouncycastle..");

    private static final String[] PACKAGES = IMPORTS.keySet().toArray(String[]::new);

    @ArchTest
    static final ArchRule everyPackageIsOnTheMap = ProgramRules.packages("regsync", PACKAGES);

    @ArchTest
    static final ArchRule programsDoNotDependOnEachOther = ProgramRules.independentOf("regctl", "regbot");

    @ArchTest
    static final ArchRule commandsHaveNoLogger = ProgramRules.commandsHaveNoLogger();

    @ArchTest
    static final ArchRule registriesAndLayoutsAreReachedThroughTheFacade = ProgramRules.onlyTheFacade();

    @ArchTest
    static final ArchRule workIsDoneWithoutTheCommandLineLibrary = ProgramRules.noCommandLineIn("regsync", PACKAGES);

    @ArchTest
    static final ArchRule namesSayWhatAClassIs = ProgramRules.tellingNames();

    @ArchTest
    static final ArchRule nothingSleepsOutsideTheTimePackage = ProgramRules.onlyTheTimePackageSleeps();

    @ArchTest
    static final ArchRule recordsAreSmall = HouseRules.recordsAreSmall(Map.of(
            "io.regclient.regsync.schema.SyncKeys",
            "one component per key of an entry, as users write them",
            "io.regclient.regsync.schema.Defaults",
            "one component per key of the defaults, as users write them"));

    @ArchTest
    static void packagesImportOnlyWhatIsBelowThem(JavaClasses program) {
        IMPORTS.forEach((name, allowed) -> HOUSE.imports(name, allowed).check(program));
    }
}

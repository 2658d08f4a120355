// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

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
    private static final Map<String, List<String>> IMPORTS = Map.of(
            "filter", List.of(),
            "schema", List.of("filter"),
            "plan", List.of("schema", "filter", "state"),
            "state", List.of(),
            "verify", List.of("schema", "filter", "plan", "state", "safeguard"),
            "prune", List.of("schema", "filter", "plan", "state"),
            "safeguard", List.of("schema", "filter", "plan", "state"),
            "run", List.of("schema", "filter", "plan", "state", "prune", "safeguard"),
            "report", List.of("schema", "filter", "plan", "run"));

    @ArchTest
    static final ArchRule everyPackageIsOnTheMap = ProgramRules.packages(
            "regsync", "filter", "schema", "plan", "state", "prune", "safeguard", "run", "report", "verify");

    @ArchTest
    static final ArchRule programsDoNotDependOnEachOther = ProgramRules.independentOf("regctl", "regbot");

    @ArchTest
    static final ArchRule registriesAndLayoutsAreReachedThroughTheFacade = ProgramRules.onlyTheFacade();

    @ArchTest
    static final ArchRule workIsDoneWithoutTheCommandLineLibrary = ProgramRules.noCommandLineIn(
            "regsync", "filter", "schema", "plan", "state", "prune", "safeguard", "run", "report", "verify");

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

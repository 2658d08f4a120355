// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.regclient.testing.HouseRules;
import io.regclient.testing.ProgramRules;
import java.util.List;
import java.util.Map;

/** The package map of regbot: what the program may see of the core and of itself. */
@AnalyzeClasses(packages = "io.regclient.regbot", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final HouseRules HOUSE = new HouseRules("io.regclient.regbot");

    /** What each package imports of the program. */
    private static final Map<String, List<String>> IMPORTS = Map.of(
            "config",
            List.of(),
            "sandbox.vm",
            List.of(),
            "sandbox.lib",
            List.of("sandbox.vm"),
            "sandbox",
            List.of("sandbox.lib", "sandbox.vm"),
            "sandbox.api",
            List.of("sandbox", "sandbox.lib", "sandbox.vm"),
            "run",
            List.of("config", "sandbox", "sandbox.api"));

    @ArchTest
    static final ArchRule everyPackageIsOnTheMap = ProgramRules.packages("regbot", "config", "sandbox", "run");

    @ArchTest
    static final ArchRule programsDoNotDependOnEachOther = ProgramRules.independentOf("regctl", "regsync");

    @ArchTest
    static final ArchRule commandsHaveNoLogger = ProgramRules.commandsHaveNoLogger();

    @ArchTest
    static final ArchRule registriesAndLayoutsAreReachedThroughTheFacade = ProgramRules.onlyTheFacade();

    @ArchTest
    static final ArchRule workIsDoneWithoutTheCommandLineLibrary =
            ProgramRules.noCommandLineIn("regbot", "config", "sandbox", "run");

    @ArchTest
    static final ArchRule namesSayWhatAClassIs = ProgramRules.tellingNames();

    @ArchTest
    static final ArchRule nothingSleepsOutsideTheTimePackage = ProgramRules.onlyTheTimePackageSleeps();

    @ArchTest
    static final ArchRule recordsAreSmall = HouseRules.recordsAreSmall(Map.of());

    @ArchTest
    static void packagesImportOnlyWhatIsBelowThem(JavaClasses program) {
        IMPORTS.forEach((name, allowed) -> HOUSE.imports(name, allowed).check(program));
    }
}

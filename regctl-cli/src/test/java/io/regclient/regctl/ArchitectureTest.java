// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.regclient.testing.HouseRules;
import io.regclient.testing.ProgramRules;
import java.util.List;
import java.util.Map;

/** The package map of regctl: what the program may see of the core and of itself. */
@AnalyzeClasses(packages = "io.regclient.regctl", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final HouseRules HOUSE = new HouseRules("io.regclient.regctl");

    /** What each package imports of the program. */
    private static final Map<String, List<String>> IMPORTS = Map.ofEntries(
            Map.entry("view", List.of()),
            Map.entry("command", List.of("view")),
            Map.entry("command.artifact", List.of("command", "view")),
            Map.entry("command.blob", List.of("command", "view")),
            Map.entry("command.config", List.of("command", "view")),
            Map.entry("command.image", List.of("command", "command.manifest", "view")),
            Map.entry("command.index", List.of("command", "view")),
            Map.entry("command.manifest", List.of("command", "view")),
            Map.entry("command.ref", List.of("command", "view")),
            Map.entry("command.registry", List.of("command", "view")),
            Map.entry("command.repo", List.of("command", "view")),
            Map.entry("command.tag", List.of("command", "view")));

    @ArchTest
    static final ArchRule everyPackageIsOnTheMap = ProgramRules.packages("regctl", "command", "view");

    @ArchTest
    static final ArchRule programsDoNotDependOnEachOther = ProgramRules.independentOf("regsync", "regbot");

    @ArchTest
    static final ArchRule commandsHaveNoLogger = ProgramRules.commandsHaveNoLogger();

    @ArchTest
    static final ArchRule registriesAndLayoutsAreReachedThroughTheFacade = ProgramRules.onlyTheFacade();

    @ArchTest
    static final ArchRule workIsDoneWithoutTheCommandLineLibrary = ProgramRules.noCommandLineIn("regctl", "view");

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

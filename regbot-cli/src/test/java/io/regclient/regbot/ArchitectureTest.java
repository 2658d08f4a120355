// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.regclient.testing.HouseRules;
import io.regclient.testing.ProgramRules;
import java.util.Map;

/** The package map of regbot: what the program may see of the core and of itself. */
@AnalyzeClasses(packages = "io.regclient.regbot", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule everyPackageIsOnTheMap = ProgramRules.packages("regbot", "config", "sandbox", "run");

    @ArchTest
    static final ArchRule programsDoNotDependOnEachOther = ProgramRules.independentOf("regctl", "regsync");

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
}

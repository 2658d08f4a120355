// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.regclient.testing.HouseRules;
import io.regclient.testing.ProgramRules;
import java.util.Map;

/** The package map of regctl: what the program may see of the core and of itself. */
@AnalyzeClasses(packages = "io.regclient.regctl", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule everyPackageIsOnTheMap = ProgramRules.packages("regctl", "command", "view");

    @ArchTest
    static final ArchRule programsDoNotDependOnEachOther = ProgramRules.independentOf("regsync", "regbot");

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
}

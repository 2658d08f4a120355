// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.lang.ArchRule;
import io.regclient.kit.cli.Command;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;

/**
 * What holds for the classes of every program: the rules of the programs' {@code ArchitectureTest}s, and those of the
 * core that do not name its packages.
 */
public final class ProgramRules {

    private ProgramRules() {}

    /** Program {@code program} consists of its root package and the given ones, with whatever is below them. */
    public static ArchRule packages(String program, String... packages) {
        String[] all = Stream.concat(
                        Stream.of("io.regclient." + program),
                        Stream.of(packages).map(each -> "io.regclient." + program + "." + each + ".."))
                .toArray(String[]::new);
        return classes().should().resideInAnyPackage(all);
    }

    /** What two programs share belongs to the core. */
    public static ArchRule independentOf(String... programs) {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Stream.of(programs)
                        .map(each -> "io.regclient." + each + "..")
                        .toArray(String[]::new));
    }

    /** Registries and layouts are reached through the facade. */
    public static ArchRule onlyTheFacade() {
        return noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "okhttp3..",
                        "okio..",
                        "io.regclient.http..",
                        "io.regclient.scheme.registry..",
                        "io.regclient.scheme.ocidir..");
    }

    /** The packages that do the work of {@code program} are usable without a command line. */
    public static ArchRule noCommandLineIn(String program, String... packages) {
        return noClasses()
                .that()
                .resideInAnyPackage(Stream.of(packages)
                        .map(each -> "io.regclient." + program + "." + each + "..")
                        .toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "io.regclient.kit.cli..")
                .allowEmptyShould(true);
    }

    /** A name says what a class is; these words do not. */
    public static ArchRule tellingNames() {
        return noClasses().should().haveNameMatching(".*(Utils?|Helper|Manager|Common|Impl|Const|Constants)");
    }

    /** Time is handed in: only {@code io.regclient.time} waits, so that tests need not. */
    public static ArchRule onlyTheTimePackageSleeps() {
        return noClasses()
                .that()
                .resideOutsideOfPackage("io.regclient.time")
                .should()
                .callMethodWhere(target(name("sleep"))
                        .and(target(owner(assignableTo(Thread.class).or(equivalentTo(TimeUnit.class))))));
    }

    /**
     * Commands are loaded before a program has said where to log: a logger made with them is none, and all that the
     * packaged program logs is lost.
     */
    public static ArchRule commandsHaveNoLogger() {
        return noFields()
                .that()
                .areDeclaredInClassesThat()
                .implement(Command.class)
                .should()
                .haveRawType(Logger.class);
    }
}

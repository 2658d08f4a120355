// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * The rules of the core's package map, for the packages below a root. Main code is below {@code io.regclient}; classes
 * that break the rules on purpose, to show that each rule bites, are below a root of their own.
 *
 * <p>A package is named without the root; the empty name is the root itself.
 */
public final class HouseRules {
    /** Components of a record beyond which it gets a reason or smaller parts. */
    static final int RECORD_COMPONENTS = 8;

    /** Everything of the JDK that opens a file, besides the packages of NIO files and of processes. */
    private static final Class<?>[] FILE_TYPES = {
        File.class,
        FileDescriptor.class,
        FileInputStream.class,
        FileOutputStream.class,
        FileReader.class,
        FileWriter.class,
        RandomAccessFile.class,
        FileChannel.class,
        ZipFile.class,
        JarFile.class,
        ProcessBuilder.class,
        Runtime.class
    };

    private final String root;

    public HouseRules(String root) {
        this.root = root;
    }

    /** A package imports nothing below the root but itself and what the map lists. */
    public ArchRule imports(String name, List<String> allowed) {
        String[] visible = named(Stream.concat(Stream.of(name), allowed.stream()));
        return noClasses()
                .that()
                .resideInAPackage(qualified(name))
                .should()
                .dependOnClassesThat(resideInAPackage(root + "..").and(not(resideInAnyPackage(visible))))
                .allowEmptyShould(true);
    }

    /** A third-party package is used by the given packages alone. */
    public ArchRule confined(String library, List<String> users) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(named(users.stream()))
                .should()
                .dependOnClassesThat(resideInAPackage(library));
    }

    /**
     * The library is usable without a command line, a configuration file in YAML, the embedded registry, and the JDK's
     * own logging: it knows neither the kit nor the registry, nor what only these need.
     */
    public ArchRule libraryStandsAlone() {
        return noClasses()
                .that(resideInAPackage(root + "..").and(not(resideInAnyPackage(root + ".kit..", root + ".server.."))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        root + ".kit..",
                        root + ".server..",
                        "picocli..",
                        "org.yaml.snakeyaml..",
                        "com.sun.net.httpserver..",
                        "java.util.logging..");
    }

    /** Of the library the embedded registry knows the given packages alone: values, and how files are written. */
    public ArchRule registryKnowsOnly(String... packages) {
        DescribedPredicate<JavaClass> house = resideInAPackage(root + "..");
        String[] visible = Stream.concat(Stream.of(root + ".server.."), Stream.of(named(Stream.of(packages))))
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(root + ".server..")
                .should()
                .dependOnClassesThat(house.and(not(resideInAnyPackage(visible))))
                .allowEmptyShould(true);
    }

    /** Values log nothing, open no file in whatever way, and start no process. */
    public ArchRule valuesLogNothingAndTouchNoFiles(String... values) {
        return CompositeArchRule.of(noClasses()
                        .that()
                        .resideInAnyPackage(named(Stream.of(values)))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("org.slf4j..", "java.nio.file.."))
                .and(openNoFiles(values));
    }

    /** No file is opened in whatever way; paths may be handed on. */
    public ArchRule openNoFiles(String... packages) {
        return noClasses()
                .that()
                .resideInAnyPackage(named(Stream.of(packages)))
                .should()
                .dependOnClassesThat(belongToAnyOf(FILE_TYPES).or(equivalentTo(Files.class)))
                .allowEmptyShould(true);
    }

    /**
     * A record with many components is passed around for the sake of a few of them.
     *
     * @param reasons wider records by their full name, each with the reason why it stays whole
     */
    public static ArchRule recordsAreSmall(Map<String, String> reasons) {
        return classes()
                .that()
                .areRecords()
                .should(haveAtMost(RECORD_COMPONENTS, reasons.keySet()))
                .allowEmptyShould(true);
    }

    private static ArchCondition<JavaClass> haveAtMost(int most, Set<String> wider) {
        return new ArchCondition<>("have at most " + most + " components, unless listed with a reason") {
            private final Set<String> absent = new TreeSet<>(wider);

            @Override
            public void check(JavaClass record, ConditionEvents events) {
                absent.remove(record.getName());
                long components = record.getFields().stream()
                        .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                        .count();
                boolean listed = wider.contains(record.getName());
                if (components > most != listed) {
                    String about = record.getName() + " has " + components + " components"
                            + (listed ? " and need not be listed" : "");
                    events.add(SimpleConditionEvent.violated(record, about));
                }
            }

            @Override
            public void finish(ConditionEvents events) {
                absent.forEach(name -> events.add(SimpleConditionEvent.violated(name, name + " is not there")));
            }
        };
    }

    /** Package patterns of the named packages. */
    public String[] named(Stream<String> names) {
        return names.map(this::qualified).toArray(String[]::new);
    }

    private String qualified(String name) {
        return name.isEmpty() ? root : root + "." + name;
    }
}

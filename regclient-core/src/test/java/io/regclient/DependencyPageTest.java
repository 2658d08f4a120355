// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** docs/dependencies.md against what the sources import. */
class DependencyPageTest {
    /** Where the classes of each library live. */
    private static final Map<String, String> PACKAGES = new TreeMap<>(Map.ofEntries(
            Map.entry("picocli", "picocli."),
            Map.entry("jackson-databind", "com.fasterxml.jackson."),
            Map.entry("jackson-dataformat-yaml", "org.yaml.snakeyaml."),
            Map.entry("okhttp-jvm", "okhttp3."),
            Map.entry("luaj-jse", "org.luaj."),
            Map.entry("slf4j-simple", "org.slf4j.simple."),
            Map.entry("junit-jupiter", "org.junit."),
            Map.entry("testcontainers", "org.testcontainers."),
            Map.entry("commons-compress", "org.apache.commons.compress."),
            Map.entry("commons-codec", "org.apache.commons.codec."),
            Map.entry("okhttp-tls", "okhttp3.tls."),
            Map.entry("spring-security-crypto", "org.springframework.security."),
            Map.entry("xz", "org.tukaani.xz."),
            Map.entry("zstd-jni", "com.github.luben.zstd."),
            Map.entry("re2j", "com.google.re2j."),
            Map.entry("sqlite-jdbc", "org.sqlite."),
            Map.entry("postgresql", "org.postgresql."),
            Map.entry("prometheus-metrics-model", "io.prometheus.metrics.model."),
            Map.entry("prometheus-metrics-exposition-textformats", "io.prometheus.metrics.expositionformats."),
            Map.entry("prometheus-metrics-instrumentation-jvm", "io.prometheus.metrics.instrumentation.jvm."),
            Map.entry("sigstore-java", "dev.sigstore."),
            Map.entry("snakeyaml", "org.yaml.snakeyaml."),
            Map.entry("slf4j-api", "org.slf4j."),
            Map.entry("jspecify", "org.jspecify.")));

    /** What comes with a listed library under packages of its own. */
    private static final List<String> BROUGHT_ALONG = List.of("okio.");

    /** Of the JDK. */
    private static final List<String> PLATFORM =
            List.of("java.", "javax.", "jdk.", "com.sun.", "org.w3c.", "io.regclient.");

    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?([\\w.]+)\\.[\\w*]+;");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([a-z0-9-]+) \\| (.*) \\|$");

    private static final Pattern DEPENDENCY =
            Pattern.compile("(?s)<dependency>\\s*<groupId>[^<]*</groupId>\\s*<artifactId>([^<]*)</artifactId>");

    private static final Set<String> IMPORTED = new TreeSet<>();
    private static final Map<String, String> SHIPPED = new TreeMap<>();
    private static final Set<String> ONLY_TESTED = new TreeSet<>();

    @BeforeAll
    static void read() throws IOException {
        Path root = Contract.repository();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.filter(m -> Files.isDirectory(m.resolve("src/main/java")))
                    .toList()) {
                try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
                    for (Path file :
                            files.filter(f -> f.toString().endsWith(".java")).toList()) {
                        IMPORT.matcher(Files.readString(file)).results().forEach(m -> IMPORTED.add(m.group(1) + "."));
                    }
                }
            }
        }
        IMPORTED.removeIf(name -> PLATFORM.stream().anyMatch(name::startsWith));
        String page = Files.readString(root.resolve("docs/dependencies.md"));
        String shipped = page.substring(page.indexOf("## Set for the project"), page.indexOf("## Brought along"));
        Matcher row = ROW.matcher(shipped);
        while (row.find()) {
            if (row.group(2).startsWith("only in the tests")) {
                ONLY_TESTED.add(row.group(1));
            } else {
                SHIPPED.put(row.group(1), row.group(2));
            }
        }
    }

    @Test
    @DisplayName("every library on the page is known here, and the other way round")
    void listsEveryLibrary() {
        Set<String> listed = new TreeSet<>(SHIPPED.keySet());
        listed.addAll(ONLY_TESTED);
        assertThat(listed).isEqualTo(PACKAGES.keySet());
    }

    @Test
    @DisplayName("the build declares the libraries of the page and no other")
    void declaresWhatIsListed() throws IOException {
        Path root = Contract.repository();
        Set<String> declared = new TreeSet<>();
        try (Stream<Path> folders = Files.list(root)) {
            for (Path pom : Stream.concat(Stream.of(root), folders)
                    .map(folder -> folder.resolve("pom.xml"))
                    .filter(Files::exists)
                    .toList()) {
                // Behind it come the plugins, which have dependencies of their own.
                String libraries = Files.readString(pom).split("<build>", 2)[0];
                DEPENDENCY.matcher(libraries).results().forEach(m -> declared.add(m.group(1)));
            }
        }
        assertThat(declared).contains("regclient-core");
        declared.remove("regclient-core");
        Set<String> listed = new TreeSet<>();
        String page = Files.readString(root.resolve("docs/dependencies.md")).split("## Build", 2)[0];
        ROW.matcher(page).results().forEach(m -> listed.add(m.group(1)));
        assertThat(declared).isEqualTo(listed);
    }

    @Test
    @DisplayName("what is listed as shipped is imported by main code, what is only tested is not")
    void importsWhatIsListed() {
        SHIPPED.keySet()
                .forEach(library ->
                        assertThat(IMPORTED).as(library).anyMatch(name -> name.startsWith(PACKAGES.get(library))));
        ONLY_TESTED.forEach(
                library -> assertThat(IMPORTED).as(library).noneMatch(name -> name.startsWith(PACKAGES.get(library))));
    }

    @Test
    @DisplayName("what main code imports is listed as shipped")
    void listsWhatIsImported() {
        assertThat(IMPORTED)
                .allMatch(name -> BROUGHT_ALONG.stream().anyMatch(name::startsWith)
                        || SHIPPED.keySet().stream().anyMatch(library -> name.startsWith(PACKAGES.get(library))));
    }

    @Test
    @DisplayName("a library is imported only in the packages the page confines it to")
    void staysWhereThePageSays() throws IOException {
        Pattern confined = Pattern.compile("only in ((?:`[a-z.]+`(?:, | and )?)+)");
        Path root = Contract.repository();
        Map<String, Set<String>> users = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root.resolve("regclient-core/src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                String room = root.resolve("regclient-core/src/main/java/io/regclient")
                        .relativize(file.getParent())
                        .toString()
                        .replace('/', '.');
                IMPORT.matcher(Files.readString(file))
                        .results()
                        .forEach(m -> users.computeIfAbsent(m.group(1) + ".", name -> new TreeSet<>())
                                .add(room));
            }
        }
        SHIPPED.forEach((library, text) -> {
            Matcher where = confined.matcher(text);
            if (where.find()) {
                Set<String> rooms = Set.of(where.group(1).replace("`", "").split(", | and "));
                users.forEach((name, found) -> {
                    if (name.startsWith(PACKAGES.get(library))) {
                        assertThat(rooms).as(library + " in " + name).containsAll(found);
                    }
                });
            }
        });
    }
}

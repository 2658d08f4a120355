// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.scheme.ReferrerQuery;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java program of docs/library.md, taken from there, compiled and run. */
class LibraryExampleTest {
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final String NAME = "CopyAnImage";

    @TempDir
    private Path directory;

    @Test
    @DisplayName("docs/library.md: the example compiles without warnings against the library's packages alone, and"
            + " copies an image with its referrers")
    void theExampleOfTheDocumentationWorks() throws Exception {
        compile(example());
        SampleImage image = ImageFixture.small(1);
        SampleImage signature = ImageFixture.artifact("example/signature")
                .blob("text/plain", "signed")
                .subject(image)
                .build();
        try (InProcessRegistry registry = InProcessRegistry.start();
                RegClient client = ClientFixture.client(registry)) {
            registry.put("app", image.withReferrer(signature), "v1");
            String target = "ocidir://" + directory.resolve("layout") + ":v1";

            String digest = run(registry.host(), registry.host() + "/app:v1", target);
            String again = run(registry.host(), target, registry.host() + "/copy:v2");

            assertThat(digest).isEqualTo(image.digest().toString()).isEqualTo(again);
            assertThat(client.manifests()
                            .get(ClientFixture.ref(registry, "copy:v2"), Optional.empty())
                            .raw())
                    .isEqualTo(image.root().bytes());
            assertThat(client.referrers()
                            .list(ClientFixture.ref(registry, "copy:v2"), ReferrerQuery.ALL)
                            .descriptors())
                    .hasSize(1);
        }
    }

    @Test
    @DisplayName("docs/library.md: the example has about 30 lines")
    void theExampleIsShort() throws IOException {
        assertThat(example().lines()).hasSizeLessThanOrEqualTo(32);
    }

    private static String example() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        Path root = Files.isDirectory(here.resolve("docs")) ? here : here.resolve("..");
        Matcher block = BLOCK.matcher(Files.readString(root.resolve("docs/library.md")));
        assertThat(block.find()).as("a Java program in docs/library.md").isTrue();
        return block.group(1);
    }

    /** The classes of the core without the programs' kit, the development registry, and any other library. */
    private Path library() throws IOException {
        Path classes = classes();
        Path library = directory.resolve("library");
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : (Iterable<Path>) files.filter(LibraryExampleTest::isClass)::iterator) {
                Path name = classes.relativize(file);
                if (!name.startsWith("io/regclient/kit") && !name.startsWith("io/regclient/server")) {
                    Path copy = library.resolve(name);
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
        assertThat(library.resolve("io/regclient/RegClient.class")).exists();
        assertThat(library.resolve("io/regclient/kit")).doesNotExist();
        return library;
    }

    private static boolean isClass(Path file) {
        return file.toString().endsWith(".class");
    }

    private static Path classes() {
        try {
            return Path.of(RegClient.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private void compile(String source) throws IOException {
        Path file = Files.writeString(directory.resolve(NAME + ".java"), source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler).as("tests need a JDK").isNotNull();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            List<String> options = List.of(
                    "-classpath",
                    library().toString(),
                    "-d",
                    directory.toString(),
                    "-proc:none",
                    "-Xlint:all,-path,-classfile",
                    "-Werror");
            boolean compiled = compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(file))
                    .call();
            assertThat(compiled).as("%s", messages).isTrue();
        }
    }

    private String run(String... arguments) throws ReflectiveOperationException, IOException {
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
            Method copy = loader.loadClass(NAME).getDeclaredMethod("copy", String.class, String.class, String.class);
            copy.setAccessible(true);
            return (String) copy.invoke(null, (Object[]) arguments);
        }
    }
}

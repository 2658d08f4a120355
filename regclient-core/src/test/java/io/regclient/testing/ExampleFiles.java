// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The directory of examples, and what the manifests in it hold for a program. */
public final class ExampleFiles {
    private ExampleFiles() {}

    /** The directory beside the modules; tests run in that of their module. */
    public static Path directory() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("examples"))) {
            directory = directory.getParent();
            if (directory == null) {
                throw new AssertionError("no directory examples above the working directory");
            }
        }
        return directory.resolve("examples");
    }

    public static String read(String name) throws IOException {
        return Files.readString(directory().resolve(name));
    }

    /** All documents of a YAML file; a key that stands twice is an error. */
    public static List<Map<?, ?>> documents(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        Iterable<Object> documents = new Yaml(new SafeConstructor(options)).loadAll(yaml);
        return StreamSupport.stream(documents.spliterator(), false)
                .<Map<?, ?>>map(Map.class::cast)
                .toList();
    }

    /** All documents of the manifests for Kubernetes. */
    public static List<Map<?, ?>> manifests() throws IOException {
        List<Map<?, ?>> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory().resolve("kubernetes"))) {
            for (Path file : files.sorted().toList()) {
                all.addAll(documents(Files.readString(file)));
            }
        }
        return all;
    }

    /** The arguments of every container, also of Compose services, whose image is that of a program. */
    public static List<List<String>> commandLines(String program) throws IOException {
        List<List<String>> found = new ArrayList<>();
        List<Map<?, ?>> all = new ArrayList<>(manifests());
        all.addAll(documents(read("compose.yml")));
        all.forEach(document -> collect(document, "/" + program + ":", found));
        return found;
    }

    private static void collect(Object node, String image, List<List<String>> found) {
        if (node instanceof Map<?, ?> map) {
            boolean container = map.get("image") instanceof String name && name.contains(image);
            if (container
                    && (map.containsKey("args") ? map.get("args") : map.get("command")) instanceof List<?> words) {
                found.add(words.stream().map(String.class::cast).toList());
            }
            map.values().forEach(value -> collect(value, image, found));
        } else if (node instanceof List<?> list) {
            list.forEach(value -> collect(value, image, found));
        }
    }

    /** The file of this name in a ConfigMap of the manifests. */
    public static String configMap(String file) throws IOException {
        return manifests().stream()
                .filter(manifest -> "ConfigMap".equals(manifest.get("kind")))
                .map(manifest -> (Map<?, ?>) manifest.get("data"))
                .filter(data -> data.containsKey(file))
                .map(data -> (String) data.get(file))
                .findFirst()
                .orElseThrow();
    }
}

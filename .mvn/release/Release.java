// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Joins the packaged programs to one tree with one Java runtime, adds licences and the list of components, and shows
 * that every program still starts with its cache.
 *
 * <p>Usage: {@code java Release.java tree CHECKOUT WORK RELEASE NAME CACHES} makes {@code WORK/tree} and
 * {@code RELEASE/NAME.contents}; {@code java Release.java sums RELEASE} writes {@code SHA256SUMS} when the archives are
 * there. CACHES is false for archives without start-up caches. No cache is made again: the programs' directories hold
 * the same files under the same names, so each cache finds its runtime and its class path in the joined tree as it left
 * them.
 */
final class Release {
    private static final List<String> PROGRAMS = List.of("regctl", "regsync", "regbot");

    /** Texts of licences and notices in a library's archive. */
    private static final Pattern LEGAL = Pattern.compile("(META-INF/([^/]+/)*)?[^/]*(LICENSE|NOTICE)[^/]*");

    /** Texts of libraries that bring none, one file each, and the list of those with the licence of this project. */
    private static final String TEXTS = ".mvn/release/licenses";

    private static final Pattern VERSION = Pattern.compile("-\\d[^/]*\\.jar$");
    private static final String CACHE = ".aot";
    private static final long LIMIT_SECONDS = 120;

    private final Path checkout;
    private final Path work;
    private final Path tree;
    private final boolean caches;

    private Release(Path checkout, Path work, boolean caches) {
        this.checkout = checkout;
        this.work = work;
        this.caches = caches;
        this.tree = work.resolve("tree");
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        try {
            if (args[0].equals("tree")) {
                Path release = Path.of(args[3]);
                delete(release);
                Files.createDirectories(release);
                new Release(Path.of(args[1]), Path.of(args[2]), Boolean.parseBoolean(args[5])).make(release, args[4]);
            } else {
                Path release = Path.of(args[1]);
                Path sums = release.resolve("SHA256SUMS");
                Files.deleteIfExists(sums);
                writeSums(release, file -> true, sums);
            }
        } catch (ReleaseException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private void make(Path release, String name) throws IOException, InterruptedException {
        delete(tree);
        for (String program : PROGRAMS) {
            Path dist = checkout.resolve(program + "-cli/target/dist");
            if (!Files.isDirectory(dist)) {
                throw new ReleaseException(dist + " is missing: a release needs the packaged programs.");
            }
            join(dist);
        }
        addDocuments(release, name);
        new Completeness(tree).check(PROGRAMS);
        compressManuals();
        setModes();
        for (String program : PROGRAMS) {
            check(program, "version");
            check(program, "--help");
        }
        writeSums(tree, file -> !file.endsWith(CACHE), release.resolve(name + ".contents"));
    }

    private void join(Path dist) throws IOException {
        for (Path file : files(dist)) {
            if (!caches && file.toString().endsWith(CACHE)) {
                continue;
            }
            Path copy = tree.resolve(dist.relativize(file));
            Files.createDirectories(copy.getParent());
            if (!Files.exists(copy)) {
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
            } else if (Files.mismatch(file, copy) >= 0) {
                throw new ReleaseException(file + " is not the same file as in another program: build them all again.");
            }
        }
    }

    /** Debian wants manual pages compressed, and every reader of them can decompress. */
    private void compressManuals() throws IOException {
        for (Path page : files(tree.resolve("share/man"))) {
            Path compressed = page.resolveSibling(page.getFileName() + ".gz");
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
                Files.copy(page, out);
            }
            Files.delete(page);
        }
    }

    private void addDocuments(Path release, String name) throws IOException {
        Path documents = Files.createDirectories(tree.resolve("share/doc/regclient"));
        Files.copy(checkout.resolve("LICENSE"), documents.resolve("LICENSE"));
        Files.copy(checkout.resolve(".mvn/release/copyright"), documents.resolve("copyright"));
        Files.write(documents.resolve("THIRD-PARTY.txt"), thirdParties());
        Files.writeString(documents.resolve("NOTICE"), notices(documents.resolve("licenses")));
        Path bom = work.resolve("bom.json");
        if (!Files.exists(bom)) {
            throw new ReleaseException(bom + " is missing: its plugin works online only, so leave out -o.");
        }
        String components = withRuntime(Files.readString(bom));
        Files.writeString(documents.resolve("bom.cdx.json"), components);
        Files.writeString(release.resolve(name + ".cdx.json"), components);
    }

    /** The plugin lists this project's own modules, too, whatever group it is told to leave out. */
    private List<String> thirdParties() throws IOException {
        return Files.readAllLines(work.resolve("THIRD-PARTY.txt")).stream()
                .filter(line -> line.startsWith("     (") && !line.contains("(io.regclient:"))
                .map(String::strip)
                .toList();
    }

    /** Puts the texts the libraries bring below {@code licenses}, and joins their notices to one. */
    private String notices(Path licenses) throws IOException {
        StringBuilder notices = new StringBuilder(
                "regclient for Java\n\nIt contains these libraries, whose notices" + " follow where they have one.\n");
        Path texts = checkout.resolve(TEXTS);
        List<String> sameLicence = Files.readAllLines(texts.resolve("same-as-LICENSE"));
        for (Path jar : files(tree.resolve("lib"))) {
            String library = VERSION.matcher(jar.getFileName().toString()).replaceFirst("");
            if (!jar.toString().endsWith(".jar") || isOwn(library)) {
                continue;
            }
            notices.append("\n== ").append(library).append('\n');
            boolean hasText = copyTexts(jar, licenses.resolve(library), notices);
            Path text = texts.resolve(library + ".txt");
            if (Files.exists(text)) {
                Files.createDirectories(licenses.resolve(library));
                Files.copy(text, licenses.resolve(library).resolve("LICENSE"));
            } else if (!hasText && !sameLicence.contains(library)) {
                throw new ReleaseException(library + " brings no text of its licence: " + TEXTS + " needs one.");
            }
        }
        return notices.toString();
    }

    static boolean isOwn(String library) {
        return library.equals("regclient-core")
                || PROGRAMS.stream().anyMatch(program -> library.equals(program + "-cli"));
    }

    /** Tells whether a licence was among them. */
    private static boolean copyTexts(Path jar, Path directory, StringBuilder notices) throws IOException {
        boolean hasLicence = false;
        try (ZipFile archive = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : archive.stream().map(ZipEntry.class::cast).toList()) {
                if (!LEGAL.matcher(entry.getName()).matches()) {
                    continue;
                }
                String file = entry.getName()
                        .substring(entry.getName().indexOf('/') + 1)
                        .replace('/', '-'); // what a library has of others stands deeper
                byte[] content = archive.getInputStream(entry).readAllBytes();
                Files.createDirectories(directory);
                Files.write(directory.resolve(file), content);
                hasLicence |= file.contains("LICENSE");
                if (file.startsWith("NOTICE")) {
                    notices.append(new String(content, StandardCharsets.UTF_8).strip())
                            .append('\n');
                }
            }
        }
        return hasLicence;
    }

    /** Maven knows the libraries; the runtime is one more component, with what its own {@code release} file says. */
    private String withRuntime(String bom) throws IOException {
        Properties runtime = new Properties();
        try (InputStream in = Files.newInputStream(tree.resolve("runtime/release"))) {
            runtime.load(in);
        }
        String version = runtime.getProperty("JAVA_VERSION", "").replace("\"", "");
        String component = Files.readString(checkout.resolve(".mvn/release/runtime.cdx.json"))
                .replace("@version@", version)
                .strip();
        String list = "\n  \"components\" : [\n    ";
        if (!bom.contains(list)) {
            throw new ReleaseException("The list of components is not where it was: " + work.resolve("bom.json"));
        }
        return bom.replace(list, list + component + ",\n    ");
    }

    /** Not the umask of whoever builds. */
    private void setModes() throws IOException {
        try (Stream<Path> entries = Files.walk(tree)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                Set<PosixFilePermission> modes = Files.getPosixFilePermissions(entry);
                boolean executable = modes.contains(PosixFilePermission.OWNER_EXECUTE);
                Files.setPosixFilePermissions(
                        entry, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }

    /** Starts a program from the tree; with a cache, in a way that ends when the JVM cannot use it. */
    private void check(String program, String argument) throws IOException, InterruptedException {
        Path log = work.resolve("check.log");
        ProcessBuilder builder = new ProcessBuilder(
                        tree.resolve("bin").resolve(program).toString(), argument)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of("REGCLIENT_JAVA_OPTS", caches ? "-XX:AOTMode=on" : "", "HOME", work.toString()));
        Process process = builder.start();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new ReleaseException(program + " " + argument + " does not end.");
        }
        if (process.exitValue() != 0) {
            throw new ReleaseException(program + " " + argument + " does not start: "
                    + Files.readString(log).strip());
        }
    }

    /** One line a file, as {@code sha256sum --check} reads it in that directory. */
    private static void writeSums(Path directory, Predicate<String> wanted, Path sums) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Path file : files(directory)) {
            String name = directory.relativize(file).toString();
            if (wanted.test(name)) {
                lines.append(sha256(file)).append("  ").append(name).append('\n');
            }
        }
        Files.writeString(sums, lines);
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, hash).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(hash.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The regular files below a directory, sorted. */
    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> entries = Files.walk(directory)) {
            return entries.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(directory)) {
            entries.sorted(Comparator.reverseOrder()).forEach(entry -> {
                try {
                    Files.delete(entry);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes one program movable and quick to start: {@code TARGET/dist} with its own Java runtime, its libraries, a launcher,
 * manual pages, completion scripts, and an ahead-of-time cache that was trained by running the packaged program. Beside
 * it, in {@code TARGET/container}, lies what a container image needs in addition.
 *
 * <p>Usage: {@code java Package.java PROGRAM CHECKOUT JAR CLASS_PATH}. Run by the build in the package phase with the JDK
 * that compiled the sources. JAR is the program's own archive in the target directory of its module, CLASS_PATH what
 * Maven resolved for it. The runtime image is shared by the three programs and lies in CHECKOUT/target/runtime. Nothing
 * is done when {@code dist} already belongs to the same inputs.
 */
final class Package {

    /** Every start of a program; training uses the same ones, because the cache is only accepted with them. */
    static final List<String> JVM_OPTIONS = List.of(
            // Reflection as native code: as method handles it makes dozens of classes that no cache can hold.
            "-Djdk.reflect.useNativeAccessorOnly=true",
            "-XX:+UseSerialGC",
            "-XX:CompileThresholdScaling=3",
            // The default is a share of the machine's memory: a copy that needs 94 MB took 101 on a large one.
            "-Xms32m",
            // The most: half of the memory of a small machine or container, and never a share of a large one, since a
            // heap of 32 GiB rejects the cache.
            "-XX:MaxRAMPercentage=50",
            "-XX:ErgoHeapSizeLimit=256m",
            "-Xss512k",
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED",
            // Protocol buffers, which the library of sigstore reads with, would print four lines of warning.
            "--sun-misc-unsafe-memory-access=allow",
            // the cache has classes and no profiles: nothing is gained by looking through them for some
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-AOTReplayTraining");

    /**
     * Of commands that do not only look at metadata. They want the optimizing compiler for hashing, at once, since without
     * it SHA-256 is ten times slower, and for the rest only when that runs for long: most of what a copy does ends before
     * compiling it a second time is repaid.
     */
    private static final List<String> COMPILER_OPTIONS = List.of(
            "-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4MinInvocationThreshold=6000",
            "-XX:Tier4CompileThreshold=150000",
            "-XX:Tier4BackEdgeThreshold=400000",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=CompileThresholdScaling,sun.security.provider.DigestBase::*,0.001",
            "-XX:CompileCommand=CompileThresholdScaling,sun.security.provider.SHA2::*,0.001",
            "-XX:CompileCommand=CompileThresholdScaling,sun.security.provider.SHA5::*,0.001");

    /** A rejected cache only costs time: the JVM would report it on stdout, in the middle of the command's output. */
    private static final List<String> LOG_OPTIONS =
            List.of("-Xlog:disable", "-Xlog:all=error,aot*=off,cds*=off:stderr");

    private final String program;
    private final Path checkout;
    private final Path tools;
    private final Path jar;
    private final List<Path> libraries;
    private final Path target;
    private final RuntimeImage runtime;

    private Package(String program, Path checkout, Path jar, List<Path> libraries) {
        this.program = program;
        this.checkout = checkout;
        this.tools = checkout.resolve(".mvn/packaging");
        this.jar = jar;
        this.libraries = libraries;
        this.target = jar.getParent();
        this.runtime = new RuntimeImage(checkout.resolve("target/runtime"));
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        // Maven names the class directory of the module first: the archive made from it takes that place.
        List<Path> libraries = Arrays.stream(args[3].split(File.pathSeparator))
                .map(Path::of)
                .filter(Files::isRegularFile)
                .toList();
        try {
            new Package(args[0], Path.of(args[1]), Path.of(args[2]), libraries).run();
        } catch (PackagingException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private void run() throws IOException, InterruptedException {
        runtime.create();
        BuildId id = BuildId.of(program, inputs(), JVM_OPTIONS);
        Path dist = target.resolve("dist");
        Path container = target.resolve("container");
        if (Files.isRegularFile(cache(dist, id.value()))) {
            addCommit(dist);
            System.out.println(dist + " is up to date");
            return;
        }
        Path work = target.resolve("packaging");
        delete(work);
        delete(dist);
        delete(container);
        Path stage = work.resolve("dist");
        runtime.copyTo(stage.resolve("runtime"));
        Libraries lib = new Libraries(stage.resolve("lib"));
        lib.add(jar, id.entries());
        for (Path library : libraries) {
            lib.add(library, Map.of());
        }
        addCommit(stage);
        TrainingRun training = new TrainingRun(stage, lib.names(), work);
        training.run(mainClass(), List.of("version"), cache(stage, "version-" + id.value()));
        training.makeServerKey();
        training.run(
                "io.regclient." + program + ".Training",
                List.of(mainClass(), id.className()),
                cache(stage, id.value()));
        training.check(mainClass(), cache(stage, id.value()));
        writeLauncher(stage.resolve("bin"), lib, id, training.briefCommands());
        Files.move(training.share(), stage.resolve("share"));
        ContainerFiles image = new ContainerFiles(work.resolve("container"));
        image.writeShared(checkout, stage.resolve("runtime"));
        image.writeProgram(program, javaArguments(lib, id));
        makeModesEqual(stage);
        image.setModes();
        Files.move(work.resolve("container"), container, StandardCopyOption.ATOMIC_MOVE);
        // Last, and in one step: an interrupted build leaves no half-made program behind.
        Files.move(stage, dist, StandardCopyOption.ATOMIC_MOVE);
        System.out.println("packaged " + dist.resolve("bin").resolve(program));
    }

    /**
     * Puts what the program shows of its checkout beside the libraries. It is no input of the build id: a commit that
     * changes none of them is no reason to train again.
     */
    private void addCommit(Path dist) throws IOException {
        Path commit = target.resolve("git.properties");
        Path copy = dist.resolve("lib").resolve(commit.getFileName());
        if (Files.isRegularFile(commit)) {
            Files.copy(commit, copy, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.deleteIfExists(copy);
        }
    }

    private String mainClass() {
        return "io.regclient." + program + ".Main";
    }

    private Path cache(Path dist, String name) {
        return dist.resolve("lib").resolve(program + "-" + name + ".aot");
    }

    /** Everything the result depends on: libraries, runtime and these tools themselves. */
    private List<Path> inputs() throws IOException {
        try (Stream<Path> sources = Files.list(tools)) {
            return Stream.of(Stream.of(jar), libraries.stream(), Stream.of(runtime.modules()), sources.sorted())
                    .flatMap(paths -> paths)
                    .toList();
        }
    }

    private void writeLauncher(Path bin, Libraries lib, BuildId id, List<String> briefCommands) throws IOException {
        String script = Files.readString(tools.resolve("launcher.sh"))
                .replace("@program@", program)
                .replace("@id@", id.value())
                .replace("@log@", String.join(" ", LOG_OPTIONS))
                .replace("@options@", String.join(" ", JVM_OPTIONS))
                .replace("@compiler@", String.join(" ", COMPILER_OPTIONS))
                .replace("@brief@", String.join("|", briefCommands))
                .replace("@zstd@", Libraries.ZSTD)
                .replace(
                        "@classpath@",
                        lib.names().stream().map(name -> "$lib/" + name).collect(Collectors.joining(":")))
                .replace("@main@", mainClass());
        Files.createDirectories(bin);
        Path launcher = Files.writeString(bin.resolve(program), script);
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** What the launcher gives {@code java} for most commands, where the program lies at its place in an image. */
    private List<String> javaArguments(Libraries lib, BuildId id) {
        Path libraries = Path.of(ContainerFiles.HOME, "lib");
        List<String> arguments = new ArrayList<>();
        arguments.add("-XX:AOTCache=" + cache(Path.of(ContainerFiles.HOME), id.value()));
        arguments.addAll(LOG_OPTIONS);
        arguments.addAll(JVM_OPTIONS);
        arguments.addAll(COMPILER_OPTIONS);
        arguments.add("-Dregclient.home=" + ContainerFiles.HOME);
        arguments.add("-DZstdNativePath=" + libraries.resolve(Libraries.ZSTD));
        arguments.add("-cp");
        arguments.add(lib.names().stream()
                .map(name -> libraries.resolve(name).toString())
                .collect(Collectors.joining(":")));
        arguments.add(mainClass());
        return arguments;
    }

    /** Whatever the umask was: a layer of an image has the modes of its files, and users of all kinds read them. */
    static void makeModesEqual(Path directory) throws IOException {
        try (Stream<Path> entries = Files.walk(directory)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                if (Files.isSymbolicLink(entry)) {
                    continue;
                }
                boolean executable = Files.isDirectory(entry) || Files.isExecutable(entry);
                Files.setPosixFilePermissions(
                        entry, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }

    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
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

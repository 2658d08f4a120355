// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a container image has besides {@code dist}, in {@code TARGET/container}, so that its build runs no command in the
 * base image: {@code shared} for the root directory and {@code home} for {@code /home}, the same for all programs, and
 * {@code program}, again for the root directory.
 */
final class ContainerFiles {

    /** Where the image has the files of {@code dist}. */
    static final String HOME = "/usr/lib/regclient";

    private static final int PEM_LINE = 64;

    private final Path directory;

    ContainerFiles(Path directory) {
        this.directory = directory;
    }

    /**
     * The files of every image: its accounts, our licence, and the roots of the Java runtime for other programs, since
     * ours read those of the base or else of their runtime themselves.
     */
    void writeShared(Path checkout, Path runtime) throws IOException {
        Path tools = checkout.resolve(".mvn/packaging");
        Path etc = Files.createDirectories(directory.resolve("shared/etc"));
        Files.copy(tools.resolve("container-passwd"), etc.resolve("passwd"));
        Files.copy(tools.resolve("container-group"), etc.resolve("group"));
        Path home = Files.createDirectories(directory.resolve("shared" + HOME));
        Files.copy(checkout.resolve("LICENSE"), home.resolve("LICENSE"));
        Files.writeString(home.resolve("ca-certificates.pem"), pem(runtime.resolve("lib/security/cacerts")));
        // Java takes the encoding of file names from the locale, and a base without a shell rarely has one.
        Path locale = Path.of("/usr/lib/locale/C.utf8/LC_CTYPE");
        if (Files.isRegularFile(locale)) {
            Path copy = home.resolve("locale/C.utf8/LC_CTYPE");
            Files.createDirectories(copy.getParent());
            Files.copy(locale, copy);
        }
        // They have to be there: a volume gets the owner of the directory it lies over.
        for (String configuration : List.of(".docker", ".regctl")) {
            Files.createDirectories(directory.resolve("home/appuser").resolve(configuration));
        }
    }

    /**
     * The program as users of a shell call it, and the arguments of {@code java} for the entry point, which no shell
     * has to read.
     */
    void writeProgram(String program, List<String> arguments) throws IOException {
        Path root = directory.resolve("program");
        Path home = Files.createDirectories(root.resolve(HOME.substring(1)));
        Files.writeString(home.resolve("java.args"), String.join("\n", arguments) + "\n");
        Path bin = Files.createDirectories(root.resolve("usr/local/bin"));
        Files.createSymbolicLink(bin.resolve(program), Path.of("../../lib/regclient/bin", program));
    }

    /** Sets the modes of everything. Any user of the group root may write in the home directory: OpenShift invents users. */
    void setModes() throws IOException {
        Package.makeModesEqual(directory);
        try (Stream<Path> entries = Files.walk(directory.resolve("home"))) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                Files.setPosixFilePermissions(entry, PosixFilePermissions.fromString("rwxrwxr-x"));
            }
        }
    }

    /** In an order of its own, so that the same roots make the same file. */
    private static String pem(Path anchors) throws IOException {
        Base64.Encoder base64 = Base64.getMimeEncoder(PEM_LINE, "\n".getBytes(StandardCharsets.US_ASCII));
        TreeSet<String> blocks = new TreeSet<>();
        try (InputStream in = Files.newInputStream(anchors)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(in, null);
            for (String alias : (Iterable<String>) store.aliases()::asIterator) {
                blocks.add("-----BEGIN CERTIFICATE-----\n"
                        + base64.encodeToString(store.getCertificate(alias).getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
            }
        } catch (GeneralSecurityException e) {
            throw new PackagingException("The roots of the Java runtime cannot be read: " + e.getMessage());
        }
        return String.join("", blocks);
    }
}

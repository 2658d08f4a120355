// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import io.regclient.kit.template.value.TemplateObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;

/**
 * What the build knows about itself, under the names scripts use (contract regctl 9.4).
 *
 * @param tag version with a leading v, as a release tag
 * @param date day of the release, for example 2026-11-21
 */
public record VersionInfo(String tag, String date) {
    /** Of a build that was not told its version either. */
    private static final String NO_DATE = "1970-01-01";

    /**
     * The commit a program was built from; empty texts where the build had no repository. It lies in a file beside the
     * program's libraries and not in one of them: a commit that changes no library leaves them and their start-up cache
     * as they are.
     *
     * @param commit its full hash
     * @param state clean, or dirty when files differed from it
     * @param date when it was committed, in UTC: a date of the build itself would make no two builds alike
     */
    public record Checkout(String commit, String state, String date) {
        private static final String FILE = "git.properties";

        /** Of the program that runs here. */
        public static Checkout load() {
            String home = System.getProperty("regclient.home", "");
            return home.isEmpty() ? read(new Properties()) : in(Path.of(home, "lib"));
        }

        static Checkout in(Path libraries) {
            Properties properties = new Properties();
            Path file = libraries.resolve(FILE);
            if (Files.isRegularFile(file)) {
                try (InputStream in = Files.newInputStream(file)) {
                    properties.load(in);
                } catch (IOException e) {
                    throw new UncheckedIOException("the program's own files cannot be read", e);
                }
            }
            return read(properties);
        }

        private static Checkout read(Properties properties) {
            String commit = properties.getProperty("git.commit.id.full", "");
            if (commit.isEmpty()) {
                return new Checkout("", "", "");
            }
            boolean dirty = Boolean.parseBoolean(properties.getProperty("git.dirty"));
            return new Checkout(commit, dirty ? "dirty" : "clean", properties.getProperty("git.commit.time", ""));
        }

        /** The commit, marked when it is not all there was. */
        public String ref() {
            return state.equals("dirty") ? commit + "-dirty" : commit;
        }
    }

    /** Reads the version the build wrote. */
    public static VersionInfo load() {
        try (InputStream in = VersionInfo.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            String time = properties.getProperty("time", NO_DATE);
            return new VersionInfo(
                    "v" + properties.getProperty("version", "0.0.0"),
                    time.length() < NO_DATE.length() ? NO_DATE : time.substring(0, NO_DATE.length()));
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own archive cannot be read", e);
        }
    }

    /** {@code regclient/regctl (v1.0.0)}, sent as User-Agent and as client id for tokens (contract regctl 4.9). */
    public String userAgent(String program) {
        return "regclient/" + program + " (" + tag + ")";
    }

    TemplateObject view(Checkout checkout) {
        String platform = System.getProperty("os.name", "").toLowerCase(Locale.ROOT) + "/" + architecture();
        String runtime = "java" + Runtime.version();
        String vm = System.getProperty("java.vm.name", "");
        String[][] rows = {
            {"VCSTag", tag},
            {"VCSRef", checkout.ref()},
            {"VCSCommit", checkout.commit()},
            {"VCSState", checkout.state()},
            {"VCSDate", checkout.date()},
            {"Platform", platform},
            {"GoVer", runtime},
            {"GoCompiler", vm}
        };
        return TemplateObject.struct("version.Info")
                .field("GoVer", "goVersion", runtime)
                .field("GoCompiler", "goCompiler", vm)
                .field("Platform", "platform", platform)
                .field("VCSCommit", "vcsCommit", checkout.commit())
                .field("VCSDate", "vcsDate", checkout.date())
                .field("VCSRef", "vcsRef", checkout.ref())
                .field("VCSState", "vcsState", checkout.state())
                .field("VCSTag", "vcsTag", tag)
                .field("Debug", "debug,omitempty", TemplateObject.nil("*debug.BuildInfo"))
                .pretty(() -> table(rows))
                .build();
    }

    private static String architecture() {
        String name = System.getProperty("os.arch", "");
        return name.equals("aarch64") ? "arm64" : name;
    }

    private static String table(String[][] rows) {
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            String label = row[0] + ":";
            text.append(label)
                    .append(" ".repeat(12 - label.length()))
                    .append(row[1])
                    .append('\n');
        }
        return text.toString();
    }
}

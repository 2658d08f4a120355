// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import io.regclient.kit.template.value.TemplateObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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

    TemplateObject view() {
        String platform = System.getProperty("os.name", "").toLowerCase(java.util.Locale.ROOT) + "/" + architecture();
        String runtime = "java" + Runtime.version();
        String vm = System.getProperty("java.vm.name", "");
        String[][] rows = {
            {"VCSTag", tag},
            {"VCSRef", ""},
            {"VCSCommit", ""},
            {"VCSState", ""},
            {"VCSDate", ""},
            {"Platform", platform},
            {"GoVer", runtime},
            {"GoCompiler", vm}
        };
        return TemplateObject.struct("version.Info")
                .field("GoVer", "goVersion", runtime)
                .field("GoCompiler", "goCompiler", vm)
                .field("Platform", "platform", platform)
                .field("VCSCommit", "vcsCommit", "")
                .field("VCSDate", "vcsDate", "")
                .field("VCSRef", "vcsRef", "")
                .field("VCSState", "vcsState", "")
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

// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import io.regclient.error.RegistryException;
import io.regclient.file.SmallFile;
import io.regclient.model.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The platform of a machine from what Java and Linux tell (contract PL-3). Java has no CPUID; the flags of
 * {@code /proc/cpuinfo} name the same capabilities as far as the kernel supports them. Read on first use.
 */
public final class LocalPlatform implements Supplier<Platform> {
    private static final LocalPlatform SYSTEM = new LocalPlatform(
            System.getProperty("os.name", ""), System.getProperty("os.arch", ""), LocalPlatform::readCpuInfo);

    /** Flags of the x86-64 psABI micro-architecture levels, as the Linux kernel spells them. */
    private static final List<Set<String>> AMD64_LEVELS = List.of(
            Set.of("cx16", "lahf_lm", "popcnt", "pni", "sse4_1", "sse4_2", "ssse3"),
            Set.of("abm", "avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "movbe", "xsave"),
            Set.of("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"));

    /** Bytes; a machine with 1,000 CPUs has about two million. */
    private static final int MAX_CPU_INFO = 16 << 20;

    private final String osName;
    private final String osArch;
    private final Supplier<String> cpuInfo;
    private volatile @Nullable Platform detected;

    /**
     * Describes a machine.
     *
     * @param osName as in the system property {@code os.name}
     * @param osArch as in the system property {@code os.arch}
     * @param cpuInfo text of {@code /proc/cpuinfo}, empty when there is none; asked at most once, on Linux only
     */
    public LocalPlatform(String osName, String osArch, Supplier<String> cpuInfo) {
        this.osName = osName;
        this.osArch = osArch;
        this.cpuInfo = cpuInfo;
    }

    /** The machine this process runs on. */
    public static LocalPlatform system() {
        return SYSTEM;
    }

    /**
     * Reads the platform text of a user; parts that are not given come from this machine (PL-1, PL-3).
     *
     * @throws RegistryException of kind PARSING_FAILED
     */
    public static Platform parse(String text) throws RegistryException {
        return Platform.parse(text, SYSTEM);
    }

    /**
     * Reads one choice among the entries of an index: a platform, or with an empty text entries without one (IC-6).
     *
     * @throws RegistryException of kind PARSING_FAILED
     */
    public static Optional<Platform> parseWanted(String text) throws RegistryException {
        return text.isEmpty() ? Optional.empty() : Optional.of(parse(text));
    }

    /** Reads several choices, see {@link #parseWanted(String)}. */
    public static List<Optional<Platform>> parseWanted(List<String> texts) throws RegistryException {
        List<Optional<Platform>> wanted = new ArrayList<>();
        for (String text : texts) {
            wanted.add(parseWanted(text));
        }
        return List.copyOf(wanted);
    }

    @Override
    public Platform get() {
        Platform known = detected;
        if (known == null) {
            known = detect();
            detected = known;
        }
        return known;
    }

    private Platform detect() {
        String os = os(osName);
        Platform plain = Platform.of(os, architecture(osArch), "");
        if (!os.equals("linux")) {
            return plain.normalized();
        }
        return switch (plain.normalized().architecture()) {
            case "amd64" -> plain.withVariant(amd64Level(cpuInfo.get())).normalized();
            case "arm" -> plain.withVariant(armLevel(cpuInfo.get())).normalized();
            default -> plain.normalized();
        };
    }

    private static String os(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("windows")) {
            return "windows";
        }
        if (lower.startsWith("mac")) {
            return "darwin";
        }
        return lower.equals("sunos") ? "solaris" : lower.replace(" ", "");
    }

    private static String architecture(String name) {
        return switch (name) {
            case "x86", "i386", "i486", "i586", "i686" -> "386";
            case "loongarch64" -> "loong64";
            default -> name;
        };
    }

    private static String amd64Level(String text) {
        Set<String> flags = new HashSet<>(Arrays.asList(value(text, "flags").split(" ", -1)));
        int level = 1;
        for (Set<String> needed : AMD64_LEVELS) {
            if (!flags.containsAll(needed)) {
                break;
            }
            level++;
        }
        return "v" + level;
    }

    private static String armLevel(String text) {
        String architecture = value(text, "CPU architecture");
        // the kernel reports 7 on the ARMv6 boards of the Raspberry Pi 1 family
        if (value(text, "model name").startsWith("ARMv6")) {
            return "v6";
        }
        if (architecture.equalsIgnoreCase("AArch64")) {
            return "v8";
        }
        return architecture.isEmpty() || !Character.isDigit(architecture.charAt(0)) ? "" : "v" + architecture.charAt(0);
    }

    /** The value of the first {@code key : value} line; empty when there is none. */
    private static String value(String text, String key) {
        return text.lines()
                .filter(line -> line.contains(":")
                        && line.substring(0, line.indexOf(':')).trim().equals(key))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("");
    }

    private static String readCpuInfo() {
        try {
            return SmallFile.read(Path.of("/proc/cpuinfo"), MAX_CPU_INFO)
                    .map(content -> new String(content, StandardCharsets.UTF_8))
                    .orElse("");
        } catch (IOException e) {
            return ""; // without the file the level is unknown, which is the documented answer
        }
    }
}

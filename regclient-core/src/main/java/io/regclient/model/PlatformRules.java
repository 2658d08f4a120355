// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import java.util.Arrays;

/** Normalising and comparing of platforms (contract PL-2, PL-4, PL-5). Arguments are normalized unless said. */
final class PlatformRules {
    private PlatformRules() {}

    static Platform normalize(Platform p) {
        String os = p.os().equals("macos") ? "darwin" : p.os();
        String variant = p.variant();
        return switch (p.architecture()) {
            case "i386" -> with(p, os, "386", "");
            case "x86_64", "x86-64", "amd64" -> with(p, os, "amd64", variant.equals("v1") ? "" : variant);
            case "aarch64", "arm64" -> with(p, os, "arm64", variant.equals("8") || variant.equals("v8") ? "" : variant);
            case "armhf" -> with(p, os, "arm", "v7");
            case "armel" -> with(p, os, "arm", "v6");
            case "arm" -> with(p, os, "arm", armVariant(variant));
            default -> with(p, os, p.architecture(), variant);
        };
    }

    private static String armVariant(String variant) {
        return switch (variant) {
            case "" -> "v7"; // what 32-bit arm images without a variant have always been built for
            case "5", "6", "7", "8" -> "v" + variant;
            default -> variant;
        };
    }

    private static Platform with(Platform p, String os, String architecture, String variant) {
        return new Platform(os, architecture, variant, p.osVersion(), p.osFeatures(), p.features());
    }

    static boolean matches(Platform a, Platform b) {
        if (!a.os().equals(b.os())
                || !a.architecture().equals(b.architecture())
                || !a.variant().equals(b.variant())) {
            return false;
        }
        return switch (a.os()) {
            case "linux", "freebsd" -> true;
            case "windows" -> release(a.osVersion()).equals(release(b.osVersion()));
            default -> sameVersionAndFeatures(a, b);
        };
    }

    static boolean compatible(Platform host, Platform target) {
        if (!host.architecture().equals(target.architecture()) || !variantRuns(host.variant(), target.variant())) {
            return false;
        }
        boolean sameSystem = host.os().equals(target.os());
        // desktop products run Linux images in a virtual machine
        boolean linuxTarget = target.os().equals("linux");
        return switch (host.os()) {
            case "linux", "freebsd" -> sameSystem;
            case "darwin" -> sameSystem || linuxTarget;
            case "windows" -> linuxTarget || (sameSystem && releaseRuns(host.osVersion(), target.osVersion()));
            default -> sameSystem && sameVersionAndFeatures(host, target);
        };
    }

    /** True when the host prefers {@code target} to {@code other}; both can run. Equal ones: false. */
    static boolean better(Platform host, Platform target, Platform other) {
        if (!target.os().equals(other.os()) && oneIs(host.os(), target.os(), other.os())) {
            return target.os().equals(host.os());
        }
        if (!target.variant().equals(other.variant())) {
            if (oneIs(host.variant(), target.variant(), other.variant())) {
                return target.variant().equals(host.variant());
            }
            int order = Integer.compare(level(target.variant()), level(other.variant()));
            if (order != 0) {
                return order > 0;
            }
        }
        if (target.osVersion().equals(other.osVersion())) {
            return false;
        }
        return oneIs(host.osVersion(), target.osVersion(), other.osVersion())
                ? target.osVersion().equals(host.osVersion())
                : compareVersions(target.osVersion(), other.osVersion()) > 0;
    }

    private static boolean oneIs(String wanted, String a, String b) {
        return a.equals(wanted) || b.equals(wanted);
    }

    private static boolean sameVersionAndFeatures(Platform a, Platform b) {
        return a.osVersion().equals(b.osVersion())
                && a.osFeatures().equals(b.osFeatures())
                && a.features().equals(b.features());
    }

    private static boolean variantRuns(String host, String target) {
        int have = level(host);
        int need = level(target);
        return have >= need || (host.isEmpty() && need == 1);
    }

    /** The number of a variant such as {@code v7}; 0 without one. */
    private static int level(String variant) {
        return number(variant.startsWith("v") ? variant.substring(1) : variant);
    }

    private static int number(String digits) {
        boolean plain =
                !digits.isEmpty() && digits.length() < 10 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return plain ? Integer.parseInt(digits) : 0;
    }

    private static boolean releaseRuns(String host, String target) {
        return host.isEmpty() || release(host).equals(release(target));
    }

    /** The first three parts of a version that has four: Windows images depend on the build, not on its revision. */
    private static String release(String version) {
        String[] parts = version.split("\\.", -1);
        return parts.length < 4 ? version : String.join(".", Arrays.copyOf(parts, 3));
    }

    /** Compares the dotted numbers that both have; a part that is not a number counts as 0. */
    private static int compareVersions(String a, String b) {
        String[] x = a.split("\\.", -1);
        String[] y = b.split("\\.", -1);
        for (int i = 0; i < Math.min(x.length, y.length); i++) {
            int order = Integer.compare(number(x[i]), number(y[i]));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}

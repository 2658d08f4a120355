// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.hook;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Looks whether a file is what the system itself can run. The runtime gives all that the system refuses to {@code /bin/sh},
 * as shells do: an empty file would be a program that says yes, and any text a script, though no shell is promised.
 */
final class ProgramFile {
    /** Bytes that the Linux kernel looks at; it does not read longer first lines. */
    private static final int HEAD = 256;

    /** Scripts whose interpreter is a script again; the kernel gives up earlier. */
    private static final int MAX_SCRIPTS = 8;

    private static final List<String> ELF = List.of("7f454c46");

    /** 32 and 64 bits in both byte orders, and the same for several processors. */
    private static final List<String> MACH_O =
            List.of("feedface", "cefaedfe", "feedfacf", "cffaedfe", "cafebabe", "cafebabf");

    private ProgramFile() {}

    /**
     * Refuses a file that the system would not run itself. Windows has no such rule.
     *
     * @param directory in which it runs
     * @param name for the message
     * @throws RegistryException of kind INVALID_INPUT
     */
    static void check(Path program, Path directory, String name) throws IOException {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (!system.startsWith("windows")) {
            check(program, directory, name, system.startsWith("mac") ? MACH_O : ELF);
        }
    }

    private static void check(Path program, Path directory, String name, List<String> binaries) throws IOException {
        Path file = program;
        for (int i = 0; i < MAX_SCRIPTS && Files.isExecutable(file) && !Files.isDirectory(file); i++) {
            byte[] head;
            try (InputStream in = Files.newInputStream(file)) {
                head = in.readNBytes(HEAD);
            } catch (AccessDeniedException e) {
                return; // only a binary can be run without being read, by a shell either
            }
            if (head.length >= 4 && binaries.contains(HexFormat.of().formatHex(head, 0, 4))) {
                return;
            }
            String interpreter = interpreter(head);
            if (interpreter.isEmpty()) {
                throw RegistryException.of(
                        ErrorKind.INVALID_INPUT,
                        (file.equals(program)
                                        ? name + " is"
                                        : name + " is run by " + VisibleText.name(file.toString()) + ", which is")
                                + " neither a binary nor a script: its first line must begin with #! and the "
                                + "program that runs it, such as #!/bin/sh");
            }
            file = directory.resolve(interpreter);
        }
    }

    /** The program that the first line names, as the kernel reads it; empty for none. */
    private static String interpreter(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        if (!text.startsWith("#!")) {
            return "";
        }
        int begin = 2;
        while (begin < text.length() && isBlank(text.charAt(begin))) {
            begin++;
        }
        int end = begin;
        while (end < text.length() && !isBlank(text.charAt(end)) && !isEnd(text.charAt(end))) {
            end++;
        }
        boolean cut = end == HEAD;
        return cut ? "" : new String(head, begin, end - begin, StandardCharsets.UTF_8);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isEnd(char c) {
        return c == '\n' || c == '\0';
    }
}

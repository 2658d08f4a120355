// SPDX-License-Identifier: Apache-2.0

import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_void;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Hash of everything a packaged program is made of. It names the cache, and the program's jar carries it twice: as a
 * resource, which is read from the jar, and in the class {@code BuildId}, which comes from the cache. When the two
 * differ, the cache belongs to other jars and old code is running.
 */
final class BuildId {

    private final String program;
    private final String value;

    private BuildId(String program, String value) {
        this.program = program;
        this.value = value;
    }

    static BuildId of(String program, List<Path> files, List<String> options) throws IOException {
        MessageDigest hash = sha256();
        hash.update(options.toString().getBytes(StandardCharsets.UTF_8));
        for (Path file : files) {
            hash.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), hash)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
        return new BuildId(program, HexFormat.of().formatHex(hash.digest(), 0, 8));
    }

    /** 16 hexadecimal digits. */
    String value() {
        return value;
    }

    String className() {
        return "io.regclient." + program + ".BuildId";
    }

    /** Jar entries {@code BuildId.class}, whose main method prints the value, and {@code build-id}. */
    Map<String, byte[]> entries() {
        String folder = "io/regclient/" + program + "/";
        return Map.of(folder + "BuildId.class", printer(), folder + "build-id", value.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] printer() {
        ClassDesc printStream = PrintStream.class.describeConstable().orElseThrow();
        return ClassFile.of()
                .build(
                        ClassDesc.of(className()),
                        type -> type.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                                .withMethodBody(
                                        "main",
                                        MethodTypeDesc.of(CD_void, CD_String.arrayType()),
                                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                                        code -> code.getstatic(ClassDesc.of("java.lang.System"), "out", printStream)
                                                .loadConstant(value)
                                                .invokevirtual(
                                                        printStream, "println", MethodTypeDesc.of(CD_void, CD_String))
                                                .return_()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

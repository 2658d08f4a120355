// SPDX-License-Identifier: Apache-2.0

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Raises the classes of one jar that are older than class file version 50 (Java 6). The JVM refuses to put such classes
 * into a cache and checks them with its slow verifier at every start, so they get stack maps and a newer version.
 */
final class OldClasses {

    /** First version that is verified with stack maps, hence the first that can be cached. */
    private static final int FIRST_CACHEABLE = ClassFile.JAVA_6_VERSION;

    private static final int RAISED = ClassFile.JAVA_8_VERSION;

    /** Old classes by entry name. */
    private final Map<String, byte[]> classes;

    private final ClassFile context;

    private OldClasses(Map<String, byte[]> classes) {
        this.classes = classes;
        ClassHierarchyResolver siblings = ClassHierarchyResolver.ofResourceParsing(type -> {
            String descriptor = type.descriptorString();
            byte[] found = classes.get(descriptor.substring(1, descriptor.length() - 1) + ".class");
            return found == null ? null : new ByteArrayInputStream(found);
        });
        this.context = ClassFile.of(
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ClassHierarchyResolverOption.of(siblings.orElse(ClassHierarchyResolver.defaultResolver())));
    }

    static OldClasses in(ZipFile archive) throws IOException {
        Map<String, byte[]> classes = new HashMap<>();
        for (ZipEntry entry : archive.stream().map(ZipEntry.class::cast).toList()) {
            if (entry.getName().endsWith(".class")) {
                byte[] content = Libraries.content(archive, entry);
                if (version(content) < FIRST_CACHEABLE) {
                    classes.put(entry.getName(), content);
                }
            }
        }
        return new OldClasses(classes);
    }

    boolean isEmpty() {
        return classes.isEmpty();
    }

    /** The raised class when the entry is an old one, the given content for every other entry. */
    byte[] raise(String entry, byte[] content) {
        if (!classes.containsKey(entry)) {
            return content;
        }
        ClassModel old = context.parse(content);
        ClassTransform transform = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
                .andThen(ClassTransform.endHandler(builder -> builder.withVersion(RAISED, 0)));
        try {
            byte[] raised = context.transformClass(old, transform);
            return context.verify(raised).isEmpty() ? raised : content;
        } catch (IllegalArgumentException e) {
            // A class that extends one of an absent library (luaj's BCEL compiler) cannot be used either: leave it.
            return content;
        }
    }

    private static int version(byte[] content) {
        return (content[6] & 0xff) << 8 | content[7] & 0xff;
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Injects an {@link InProcessRegistry} shared by the tests of a class (nested classes included) and a
 * {@link TestRepository} of its own for every parameter that asks for one. Used by {@code @ExtendWith}, or with options
 * by a static {@code @RegisterExtension} field.
 */
public final class RegistryExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(RegistryExtension.class);
    private static final AtomicLong COUNTER = new AtomicLong();

    private final UnaryOperator<InProcessRegistry.Builder> options;

    public RegistryExtension() {
        this(builder -> builder);
    }

    private RegistryExtension(UnaryOperator<InProcessRegistry.Builder> options) {
        this.options = options;
    }

    /** An extension whose registry has these options. */
    public static RegistryExtension with(UnaryOperator<InProcessRegistry.Builder> options) {
        return new RegistryExtension(options);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == InProcessRegistry.class || type == TestRepository.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        InProcessRegistry registry = registry(context);
        return parameter.getParameter().getType() == InProcessRegistry.class
                ? registry
                : new TestRepository(
                        registry, freshName(parameter.getDeclaringExecutable().getName()));
    }

    private InProcessRegistry registry(ExtensionContext context) {
        ExtensionContext outermost = context;
        while (outermost.getParent().filter(p -> p.getTestClass().isPresent()).isPresent()) {
            outermost = outermost.getParent().get();
        }
        // The store closes the registry when the class is done
        return outermost
                .getStore(NAMESPACE)
                .computeIfAbsent(
                        this, key -> options.apply(InProcessRegistry.builder()).start(), InProcessRegistry.class);
    }

    private static String freshName(String method) {
        String words = method.replaceAll("[^A-Za-z0-9]+", "-")
                .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                .replaceAll("^-+|-+$", "")
                .toLowerCase(Locale.ROOT);
        return "t" + COUNTER.incrementAndGet() + "/" + (words.length() > 60 ? "long" : words.isEmpty() ? "x" : words);
    }
}

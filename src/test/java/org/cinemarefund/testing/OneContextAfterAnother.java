package org.cinemarefund.testing;

import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.springframework.boot.test.context.SpringBootTest;

/**
 * Tests that share a Spring context run next to each other, those without one first. The engine's REST API finds its engine in
 * a registry of the whole JVM, by name, and the youngest context's engine wins: an older context must not be used again.
 */
public final class OneContextAfterAnother implements ClassOrderer {

    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors()
                .sort(Comparator.comparing(OneContextAfterAnother::contextOf)
                        .thenComparing(it -> it.getTestClass().getName()));
    }

    /** The class that declares the context, empty without one; local annotations are taken for contexts of their own. */
    private static String contextOf(ClassDescriptor descriptor) {
        for (Class<?> type = descriptor.getTestClass(); type != null; type = type.getSuperclass()) {
            if (type.getDeclaredAnnotation(SpringBootTest.class) != null) {
                return type.getName();
            }
        }
        return "";
    }
}

package org.cinemarefund.scenario;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Every operation that JAX-RS classes offer, read from their annotations, sub-resources included. */
final class RestOperations {

    /**
     * @param path a template below the roots' own addresses, without a slash at either end; {@code {name: pattern}} is
     *     written as {@code {name}}
     * @param body what the operation takes
     */
    record Operation(String method, String path, Body body) implements Comparable<Operation> {
        private static final Comparator<Operation> BY_PATH =
                Comparator.comparing(Operation::path).thenComparing(Operation::method);

        @Override
        public int compareTo(Operation other) {
            return BY_PATH.compare(this, other);
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    enum Body {
        NONE,
        JSON,
        FORM,
        MULTIPART
    }

    private final Set<Operation> found = new TreeSet<>();

    private RestOperations() {}

    /** @param roots the classes with the operations; their own {@code @Path} counts only where {@code below} says so */
    static Collection<Operation> of(boolean withOwnPath, Iterable<Class<?>> roots) {
        var operations = new RestOperations();
        for (var root : roots) {
            var own = find(root, Path.class).map(Path::value).orElse("");
            operations.walk(root, withOwnPath ? own : "", new ArrayDeque<>());
        }
        return operations.found;
    }

    private void walk(Class<?> type, String above, Deque<Class<?>> way) {
        if (way.contains(type)) {
            return;
        }
        way.push(type);
        for (var method : type.getMethods()) {
            if (method.isBridge() || Modifier.isStatic(method.getModifiers())) {
                continue;
            }
            var path = find(method, Path.class).map(Path::value).orElse("");
            var verb = verb(method);
            if (verb.isPresent()) {
                found.add(new Operation(verb.get(), tidy(above + "/" + path), body(method, type)));
            } else if (find(method, Path.class).isPresent()) {
                walk(method.getReturnType(), above + "/" + path, way);
            }
        }
        way.pop();
    }

    private static Body body(Method method, Class<?> type) {
        if (find(method, jakarta.ws.rs.GET.class).isPresent()
                || find(method, jakarta.ws.rs.OPTIONS.class).isPresent()) {
            return Body.NONE;
        }
        var types = find(method, Consumes.class)
                .or(() -> find(type, Consumes.class))
                .map(Consumes::value)
                .orElse(new String[0]);
        var asked = List.of(types);
        if (asked.contains(MediaType.MULTIPART_FORM_DATA)) {
            return Body.MULTIPART;
        }
        var form = declarations(method)
                .flatMap(eachMethod -> Arrays.stream(eachMethod.getParameterAnnotations()))
                .flatMap(Arrays::stream)
                .anyMatch(FormParam.class::isInstance);
        if (form || asked.contains(MediaType.APPLICATION_FORM_URLENCODED)) {
            return Body.FORM;
        }
        return Body.JSON;
    }

    private static Optional<String> verb(Method method) {
        return declarations(method)
                .flatMap(eachMethod -> Arrays.stream(eachMethod.getAnnotations()))
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(httpMethod -> httpMethod != null)
                .map(HttpMethod::value)
                .findFirst();
    }

    private static <A extends Annotation> Optional<A> find(Method method, Class<A> annotation) {
        return declarations(method)
                .map(eachMethod -> eachMethod.getAnnotation(annotation))
                .filter(value -> value != null)
                .findFirst();
    }

    private static <A extends Annotation> Optional<A> find(Class<?> type, Class<A> annotation) {
        return ancestors(type)
                .map(kind -> kind.getAnnotation(annotation))
                .filter(value -> value != null)
                .findFirst();
    }

    /** The method and what it overrides or implements, where JAX-RS looks for annotations. */
    private static Stream<Method> declarations(Method method) {
        return ancestors(method.getDeclaringClass())
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(eachMethod -> eachMethod.getName().equals(method.getName())
                        && Arrays.equals(eachMethod.getParameterTypes(), method.getParameterTypes()));
    }

    private static Stream<Class<?>> ancestors(Class<?> type) {
        var all = new LinkedHashSet<Class<?>>();
        collect(type, all);
        return all.stream();
    }

    private static void collect(Class<?> type, Set<Class<?>> all) {
        if (type != null && all.add(type)) {
            collect(type.getSuperclass(), all);
            for (var one : type.getInterfaces()) {
                collect(one, all);
            }
        }
    }

    private static String tidy(String path) {
        return path.replaceAll("\\{\\s*([^:}\\s]+)\\s*:[^}]*}", "{$1}")
                .replaceAll("/+", "/")
                .replaceAll("^/|/$", "");
    }
}

package org.cinemarefund.process.engine;

import java.beans.FeatureDescriptor;
import java.lang.reflect.Modifier;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.camunda.bpm.impl.juel.jakarta.el.BeanELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.ELContext;
import org.camunda.bpm.impl.juel.jakarta.el.ELResolver;
import org.joda.time.DateTime;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.BeanUtils;
import org.springframework.util.ClassUtils;

/**
 * The end of the line for expressions: a bean by its name, what that bean itself offers, and properties whose value is plain
 * (text, number, yes or no, time). Whatever else an expression asks of an object is refused, {@code getClass()} first of all: one
 * step from a text to its class would be the whole of Java.
 */
final class DiagramResolver extends ELResolver {
    /** What Tasklist's filters count with, see {@link QueryExpressionGuard}. */
    private static final Pattern CALENDAR =
            Pattern.compile("withTimeAtStartOfDay|(?:plus|minus)(?:Seconds|Minutes|Hours|Days|Weeks|Months|Years)");

    private final Map<Object, Object> beans;
    private final Set<Object> named = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    private final ELResolver plain = new BeanELResolver(true);

    DiagramResolver(Map<Object, Object> beans) {
        this.beans = beans;
    }

    @Override
    public Object getValue(ELContext context, Object base, Object property) {
        if (base == null) {
            if (!beans.containsKey(property)) {
                return null;
            }
            var bean = beans.get(property);
            named.add(bean);
            context.setPropertyResolved(true);
            return bean;
        }
        if (!isPlain(base, String.valueOf(property))) {
            throw new ExpressionRefused("an expression may not read " + property + " of what is not its own");
        }
        return plain.getValue(context, base, property);
    }

    @Override
    public Object invoke(ELContext context, Object base, Object method, Class<?>[] types, Object[] arguments) {
        if (base == null) {
            return null;
        }
        if (!isOffered(base, String.valueOf(method))) {
            throw new ExpressionRefused("an expression may not call " + method + " of what is not its own");
        }
        return plain.invoke(context, base, method, types, arguments);
    }

    private boolean isOffered(Object base, String method) {
        if (base instanceof DateTime) {
            return CALENDAR.matcher(method).matches();
        }
        return named.contains(base)
                && !isOfEveryObject(method)
                && Arrays.stream(AopUtils.getTargetClass(base).getMethods())
                        .anyMatch(own -> own.getName().equals(method) && !Modifier.isStatic(own.getModifiers()));
    }

    private static boolean isOfEveryObject(String method) {
        return Arrays.stream(Object.class.getMethods())
                .anyMatch(every -> every.getName().equals(method));
    }

    private static boolean isPlain(Object base, String property) {
        var described = BeanUtils.getPropertyDescriptor(base.getClass(), property);
        if (described == null || described.getReadMethod() == null) {
            return false;
        }
        var type =
                ClassUtils.resolvePrimitiveIfNecessary(described.getReadMethod().getReturnType());
        return CharSequence.class.isAssignableFrom(type)
                || Number.class.isAssignableFrom(type)
                || type == Boolean.class
                || Enum.class.isAssignableFrom(type)
                || Date.class.isAssignableFrom(type)
                || Temporal.class.isAssignableFrom(type);
    }

    @Override
    public Class<?> getType(ELContext context, Object base, Object property) {
        return null;
    }

    @Override
    public void setValue(ELContext context, Object base, Object property, Object value) {
        if (base != null) {
            throw new ExpressionRefused("an expression may not change " + property);
        }
    }

    @Override
    public boolean isReadOnly(ELContext context, Object base, Object property) {
        return true;
    }

    @Override
    public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
        return Collections.emptyIterator();
    }

    @Override
    public Class<?> getCommonPropertyType(ELContext context, Object base) {
        return Object.class;
    }
}

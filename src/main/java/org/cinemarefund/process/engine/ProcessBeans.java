package org.cinemarefund.process.engine;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * What expressions in the diagrams can see of the application: delegates, listeners and what is marked
 * {@link ProcessBean}. Looked up by name when first asked for, because delegates need the engine that is being built.
 */
final class ProcessBeans extends AbstractMap<Object, Object> {
    private final ConfigurableListableBeanFactory beans;
    private final Map<String, Boolean> visible = new ConcurrentHashMap<>();

    ProcessBeans(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public boolean containsKey(Object key) {
        return key instanceof String name && visible.computeIfAbsent(name, this::isForDiagrams);
    }

    @Override
    public Object get(Object key) {
        return containsKey(key) ? beans.getBean((String) key) : null;
    }

    /** Empty on purpose: nobody has a reason to walk over all of them. */
    @Override
    public Set<Entry<Object, Object>> entrySet() {
        return Set.of();
    }

    private boolean isForDiagrams(String name) {
        if (!beans.containsBean(name)) {
            return false;
        }
        var type = beans.getType(name);
        return type != null
                && (JavaDelegate.class.isAssignableFrom(type)
                        || ExecutionListener.class.isAssignableFrom(type)
                        || TaskListener.class.isAssignableFrom(type)
                        || beans.findAnnotationOnBean(name, ProcessBean.class) != null);
    }
}

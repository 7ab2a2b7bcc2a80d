package org.cinemarefund.process.engine;

import java.util.Map;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.delegate.BaseDelegateExecution;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.engine.impl.el.Expression;
import org.camunda.bpm.engine.impl.el.JuelExpression;
import org.camunda.bpm.engine.impl.el.JuelExpressionManager;
import org.camunda.bpm.engine.impl.el.VariableContextElResolver;
import org.camunda.bpm.engine.impl.el.VariableScopeElResolver;
import org.camunda.bpm.impl.juel.jakarta.el.ArrayELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.CompositeELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.ELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.ListELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.MapELResolver;
import org.camunda.bpm.impl.juel.jakarta.el.ValueExpression;

/**
 * Evaluates expressions of diagrams only. A query can carry expressions too, and inside {@code orQueries} the engine's own
 * switch against them is not asked (CVE-2026-109432, no community release has the repair), so any person with a login
 * could run Java. The engine evaluates query expressions without a scope; here that alone is reason to refuse, except for
 * the few forms the task list's filters live on. What diagrams and tables reach in turn is up to {@link DiagramResolver}.
 */
final class QueryExpressionGuard extends JuelExpressionManager {
    private static final Pattern HARMLESS = Pattern.compile(
            "[$#]\\{\\s*(?:currentUser\\(\\)|currentUserGroups\\(\\)|now\\(\\)"
                    + "|dateTime\\(\\)(?:\\.withTimeAtStartOfDay\\(\\)"
                    + "|\\.(?:plus|minus)(?:Seconds|Minutes|Hours|Days|Weeks|Months|Years)\\(\\s*\\d{1,5}\\s*\\))*)\\s*}");

    private final Map<Object, Object> diagramBeans;

    QueryExpressionGuard(Map<Object, Object> diagramBeans) {
        super(diagramBeans);
        this.diagramBeans = diagramBeans;
    }

    @Override
    public Expression createExpression(String text) {
        return new Guarded(createValueExpression(text), this, text);
    }

    @Override
    protected ELResolver createElResolver() {
        var resolver = new CompositeELResolver();
        resolver.add(new VariableScopeElResolver());
        resolver.add(new VariableContextElResolver());
        resolver.add(new ArrayELResolver(true));
        resolver.add(new ListELResolver(true));
        resolver.add(new MapELResolver(true));
        resolver.add(new DiagramResolver(diagramBeans));
        return resolver;
    }

    static boolean isHarmless(String text) {
        return HARMLESS.matcher(text.strip()).matches();
    }

    private static final class Guarded extends JuelExpression {
        Guarded(ValueExpression expression, JuelExpressionManager manager, String text) {
            super(expression, manager, text);
        }

        @Override
        public Object getValue(VariableScope scope, BaseDelegateExecution context) {
            refuseWithout(scope);
            return super.getValue(scope, context);
        }

        @Override
        public void setValue(Object value, VariableScope scope, BaseDelegateExecution context) {
            refuseWithout(scope);
            super.setValue(value, scope, context);
        }

        private void refuseWithout(VariableScope scope) {
            if (scope == null && !isLiteralText() && !isHarmless(getExpressionText())) {
                throw new ExpressionRefused();
            }
        }
    }
}

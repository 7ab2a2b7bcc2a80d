package org.cinemarefund.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.StackWalker.StackFrame;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A PostgreSQL database that is asked, right before it runs a prepared statement, how it will do so with these very values. */
public final class PlanRecorder extends DelegatingDataSource {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Predicate<String> isProduct;
    private final List<Plan> plans = new ArrayList<>();

    /** @param isProduct by the name of a class, whether a statement may be charged to it */
    public PlanRecorder(DataSource database, Predicate<String> isProduct) {
        super(database);
        this.isProduct = isProduct;
    }

    /** @param by the innermost method of the product on the stack, as {@code class#method} */
    public record Plan(String sql, String by, int line, JsonNode root) {}

    public List<Plan> plans() {
        return plans;
    }

    @Override
    public Connection getConnection() throws SQLException {
        var connection = super.getConnection();
        return proxy(Connection.class, (self, method, arguments) -> {
            var answer = call(connection, method, arguments);
            return method.getName().equals("prepareStatement")
                    ? explained(connection, (PreparedStatement) answer, (String) arguments[0])
                    : answer;
        });
    }

    private PreparedStatement explained(Connection connection, PreparedStatement statement, String sql)
            throws SQLException {
        var twin = connection.prepareStatement("explain (format json) " + sql);
        return proxy(PreparedStatement.class, (self, method, arguments) -> {
            var name = method.getName();
            if (name.equals("close") || name.equals("clearParameters")) {
                call(twin, method, arguments);
            } else if (name.startsWith("set") && arguments.length > 1) {
                call(twin, method, arguments);
            } else if (name.equals("addBatch") || name.startsWith("execute") && !name.endsWith("Batch")) {
                record(twin, sql);
            }
            return call(statement, method, arguments);
        });
    }

    private void record(PreparedStatement twin, String sql) throws SQLException, JsonProcessingException {
        try (var rows = twin.executeQuery()) {
            rows.next();
            var frame = StackWalker.getInstance()
                    .walk(stack -> stack.filter(stackFrame -> isProduct.test(stackFrame.getClassName()))
                            .findFirst())
                    .orElseThrow();
            plans.add(new Plan(
                    sql,
                    method(frame),
                    frame.getLineNumber(),
                    JSON.readTree(rows.getString(1)).get(0).get("Plan")));
        }
    }

    /** A lambda belongs to the method it stands in. */
    private static String method(StackFrame frame) {
        return frame.getClassName() + "#" + frame.getMethodName().replaceFirst("^lambda\\$(.+)\\$\\d+$", "$1");
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}

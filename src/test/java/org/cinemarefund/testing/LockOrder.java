package org.cinemarefund.testing;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A database that watches in which order each transaction locks rows, and remembers who takes one of an earlier kind after one of
 * a later kind: two such transactions can wait for each other. A kind the transaction has locked already, or made, is no news.
 */
public final class LockOrder extends DelegatingDataSource {
    /** In the order in which they are locked; the engine's rows are written when its command ends. */
    private static final List<String> KINDS =
            List.of("act_id_user", "refund_transaction", "refund_application", "ticket_order", "act_ru_");

    private static final Pattern LOCKS = Pattern.compile(
            "(?s)(?:update|delete from) (\\w+).*|select .* from (\\w+).* for update\\s*", Pattern.CASE_INSENSITIVE);

    private static final String FOR_UPDATE = " for update";

    /** What a transaction has made itself, nobody else waits for or holds. */
    private static final Pattern MADE = Pattern.compile("(?s)insert into (\\w+).*", Pattern.CASE_INSENSITIVE);

    private static final List<String> TURNED = new CopyOnWriteArrayList<>();

    public LockOrder(DataSource database) {
        super(database);
    }

    /** What was locked in another order since the last call, with where it was. */
    public static List<String> turned() {
        var found = List.copyOf(TURNED);
        TURNED.removeAll(found);
        return found;
    }

    @Override
    public Connection getConnection() throws SQLException {
        var connection = super.getConnection();
        var held = new ArrayList<String>();
        return proxy(Connection.class, (proxy, method, arguments) -> {
            if (Set.of("commit", "rollback", "close").contains(method.getName())) {
                held.clear();
            }
            var result = invoke(method, connection, arguments);
            return method.getName().equals("prepareStatement")
                    ? watched((PreparedStatement) result, (String) arguments[0], held)
                    : result;
        });
    }

    private static PreparedStatement watched(PreparedStatement statement, String sql, List<String> held) {
        var made = MADE.matcher(sql.strip());
        if (made.matches()) {
            held.add(made.group(1).toLowerCase(Locale.ROOT));
            return statement;
        }
        var kind = kind(sql);
        if (kind == null) {
            return statement;
        }
        if (!sql.strip().toLowerCase(Locale.ROOT).startsWith("select")) {
            take(kind, held);
            return statement;
        }
        return proxy(PreparedStatement.class, (proxy, method, arguments) -> {
            var result = invoke(method, statement, arguments);
            return method.getName().equals("executeQuery") ? watched((ResultSet) result, kind, held) : result;
        });
    }

    /** Where there is no row, none is locked. */
    private static ResultSet watched(ResultSet rows, String kind, List<String> held) {
        return proxy(ResultSet.class, (proxy, method, arguments) -> {
            var result = invoke(method, rows, arguments);
            if (method.getName().equals("next") && Boolean.TRUE.equals(result)) {
                take(kind, held);
            }
            return result;
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(Connection.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object invoke(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Null when nothing is locked that we look at. */
    private static String kind(String sql) {
        var text = sql.strip();
        // Most of what is asked locks nothing, and much of it is long.
        if (isA("select", 0, text) && !isA(FOR_UPDATE, text.length() - FOR_UPDATE.length(), text)) {
            return null;
        }
        var matcher = LOCKS.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        var table = (matcher.group(1) == null ? matcher.group(2) : matcher.group(1)).toLowerCase(Locale.ROOT);
        return KINDS.stream().filter(table::startsWith).findFirst().orElse(null);
    }

    private static boolean isA(String words, int at, String sql) {
        return sql.regionMatches(true, at, words, 0, words.length());
    }

    private static void take(String kind, List<String> held) {
        if (kind == null || held.contains(kind)) {
            return;
        }
        var later = held.stream()
                .filter(text -> KINDS.indexOf(text) > KINDS.indexOf(kind))
                .findFirst();
        held.add(kind);
        later.ifPresent(text -> TURNED.add(kind + " after " + text + " by "
                + StackWalker.getInstance().walk(frames -> frames.map(StackWalker.StackFrame::toString)
                        .filter(frame -> frame.startsWith("org.cinemarefund.") && !frame.contains("LockOrder"))
                        .limit(6)
                        .toList())));
    }
}

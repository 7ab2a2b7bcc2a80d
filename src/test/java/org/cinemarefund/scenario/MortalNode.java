package org.cinemarefund.scenario;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A node that can be killed at any of its commits and remote calls, inside one JVM. Everything it writes and everything it
 * asks others goes through here; each commit has a point before and one after it, each remote call one before the other side
 * sees it, one after it was taken and before the answer leaves, and one after the answer. At the point asked for the node dies:
 * from then on every further use of the database and of the network fails, so that no handler, no retry counter and no
 * failure job of the dead node can do anything, until {@link #restart}.
 */
final class MortalNode implements AutoCloseable {
    private static final Set<String> NOT_PASSED_ON =
            Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade", "keep-alive");
    private static final Set<String> OF_A_DEAD_CONNECTION =
            Set.of("close", "rollback", "isClosed", "clearWarnings", "toString", "hashCode", "equals");

    private final HttpServer relay;
    private final ExecutorService relaying = Executors.newCachedThreadPool(MortalNode::daemon);
    private final HttpClient onward =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> points = new ArrayList<>();
    private volatile URI wechat;
    private volatile int life;
    private volatile boolean dead;
    private volatile boolean counting;
    private int diesAt;

    /** What the rest of a dead node runs into. An error: nothing in the product is meant to handle it. */
    static final class NodeDied extends Error {
        private static final long serialVersionUID = 1L;

        NodeDied(String where) {
            super(where, null, false, false);
        }
    }

    MortalNode() {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            relay = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        relay.setExecutor(relaying);
        relay.createContext("/", this::relay);
        relay.start();
    }

    private static Thread daemon(Runnable work) {
        var thread = new Thread(work, "relay");
        thread.setDaemon(true);
        return thread;
    }

    /** Where the product is told WeChat is, once we know where it really is. */
    URI inFrontOf(URI address) {
        wechat = address;
        return address();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + relay.getAddress().getPort());
    }

    /** The ticketing system of the order system: it says yes to everything. */
    URI ticketing() {
        return address().resolve("/tickets");
    }

    @Override
    public void close() {
        relay.stop(0);
        relaying.shutdownNow();
    }

    // --- life and death

    /**
     * From here on points are counted.
     *
     * @param point 1 is the first; more than there are: it lives
     */
    synchronized void diesAt(int point) {
        restart();
        points.clear();
        diesAt = point;
        counting = true;
    }

    /** All points so far. */
    synchronized List<String> points() {
        return List.copyOf(points);
    }

    boolean isDead() {
        return dead;
    }

    /** Another node, with the same database: nothing of the dead one's memory or connections is in it. */
    synchronized void restart() {
        life++;
        dead = false;
    }

    synchronized void stopCounting() {
        counting = false;
    }

    private synchronized void pass(String point) {
        if (!counting) {
            return;
        }
        points.add(point);
        if (points.size() == diesAt) {
            counting = false;
            dead = true;
        }
    }

    private void requireAlive(int born) {
        if (dead || born != life) {
            throw new NodeDied("dead");
        }
    }

    // --- what it writes

    DataSource database(DataSource real) {
        return new DelegatingDataSource(real) {
            @Override
            public Connection getConnection() throws SQLException {
                var born = life;
                requireAlive(born);
                return connection(super.getConnection(), born);
            }
        };
    }

    private Connection connection(Connection real, int born) {
        return (Connection) Proxy.newProxyInstance(
                MortalNode.class.getClassLoader(), new Class<?>[] {Connection.class}, new Session(real, born)::call);
    }

    /** One connection of one life. */
    private final class Session {
        private final Connection real;
        private final int born;
        private boolean wrote;
        private boolean rolledBack;

        Session(Connection real, int born) {
            this.real = real;
            this.born = born;
        }

        Object call(Object proxy, Method method, Object[] arguments) throws Throwable {
            if (dead || born != life) {
                return ofTheDead(method, arguments);
            }
            return switch (method.getName()) {
                case "commit" -> commit(method);
                case "prepareStatement" -> statement(PreparedStatement.class, method, arguments);
                case "prepareCall" -> statement(CallableStatement.class, method, arguments);
                case "createStatement" -> statement(Statement.class, method, arguments);
                case "unwrap" -> real;
                default -> invoke(real, method, arguments);
            };
        }

        /** As the server does it for a client that is gone: what was not committed never happened. */
        private Object ofTheDead(Method method, Object[] arguments) throws Throwable {
            if (!rolledBack && !real.isClosed()) {
                rolledBack = true;
                if (!real.getAutoCommit()) {
                    real.rollback();
                }
            }
            if (OF_A_DEAD_CONNECTION.contains(method.getName())
                    || method.getName().startsWith("set")
                    || method.getName().startsWith("get")) {
                return invoke(real, method, arguments);
            }
            throw new NodeDied(method.getName());
        }

        private Object commit(Method method) throws Throwable {
            var counts = wrote;
            if (counts) {
                pass("before commit");
                if (dead) {
                    real.rollback();
                    throw new NodeDied("before commit");
                }
            }
            invoke(real, method, null);
            wrote = false;
            if (counts) {
                pass("after commit");
                requireAlive(born);
            }
            return null;
        }

        private Object statement(Class<? extends Statement> type, Method method, Object[] arguments) throws Throwable {
            var prepared = type == Statement.class ? null : String.valueOf(arguments[0]);
            var statement = invoke(real, method, arguments);
            return Proxy.newProxyInstance(
                    MortalNode.class.getClassLoader(), new Class<?>[] {type}, (proxy, called, given) -> {
                        if (!called.getName().startsWith("execute")) {
                            return invoke(statement, called, given);
                        }
                        var sql = given != null && given.length > 0 ? String.valueOf(given[0]) : prepared;
                        return execute(writes(sql), () -> invoke(statement, called, given));
                    });
        }

        private Object execute(boolean writes, Execution execution) throws Throwable {
            requireAlive(born);
            var commits = writes && real.getAutoCommit();
            if (commits) {
                pass("before commit");
                requireAlive(born);
            }
            var result = execution.run();
            wrote |= writes && !commits;
            if (commits) {
                pass("after commit");
                requireAlive(born);
            }
            return result;
        }
    }

    private interface Execution {
        Object run() throws Throwable;
    }

    private static boolean writes(String sql) {
        var begins = sql == null ? "" : sql.stripLeading().toLowerCase(Locale.ROOT);
        return !begins.startsWith("select") && !begins.startsWith("set");
    }

    private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    // --- what it asks others

    private void relay(HttpExchange exchange) throws IOException {
        // Closed without an answer the line is cut.
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var what = exchange.getRequestMethod() + " "
                    + exchange.getRequestURI().getPath().replaceAll("/refunds/.+", "/refunds/{number}");
            pass("before " + what);
            if (dead) {
                return;
            }
            var answer = answer(exchange, body);
            pass(what + " taken");
            if (dead) {
                return;
            }
            // The answer arrives, and nothing is made of it.
            pass(what + " answered");
            answer.headers().forEach((name, values) -> {
                if (!name.startsWith(":") && !NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                    values.forEach(text -> exchange.getResponseHeaders().add(name, text));
                }
            });
            exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private record Answer(int status, Map<String, List<String>> headers, byte[] body) {}

    private Answer answer(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        var path = exchange.getRequestURI().getRawPath();
        if (path.startsWith("/tickets/")) {
            return new Answer(204, Map.of(), new byte[0]);
        }
        var query = exchange.getRequestURI().getRawQuery();
        var request = HttpRequest.newBuilder(wechat.resolve(path + (query == null ? "" : "?" + query)))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(text -> request.header(name, text));
            }
        });
        var response = onward.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response.headers().map(), response.body());
    }
}

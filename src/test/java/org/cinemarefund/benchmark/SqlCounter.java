package org.cinemarefund.benchmark;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Stands between the product and PostgreSQL and counts what the wire says: statements executed (Execute and simple Query
 * messages), begin and commit apart from the others, and round trips (Sync and simple Query messages).
 */
final class SqlCounter implements AutoCloseable {
    private static final int SSL_REQUEST = 80877103;

    private final ServerSocket server;
    private final int target;
    private final AtomicLong statements = new AtomicLong();
    private final AtomicLong begins = new AtomicLong();
    private final AtomicLong commits = new AtomicLong();
    private final AtomicLong roundTrips = new AtomicLong();
    private final AtomicLong lastAt = new AtomicLong(System.nanoTime());
    private final Map<String, LongAdder> bySql = new ConcurrentHashMap<>();
    private final Queue<String> inOrder = new ConcurrentLinkedQueue<>();

    /**
     * @param statements without begin, commit and rollback
     * @param commits rollbacks too
     */
    record Counts(double statements, double begins, double commits, double roundTrips) {
        Counts minus(Counts other) {
            return plus(other.times(-1));
        }

        Counts plus(Counts other) {
            return new Counts(
                    statements + other.statements,
                    begins + other.begins,
                    commits + other.commits,
                    roundTrips + other.roundTrips);
        }

        Counts times(double factor) {
            return new Counts(statements * factor, begins * factor, commits * factor, roundTrips * factor);
        }
    }

    SqlCounter(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    Counts counts() {
        return new Counts(statements.get(), begins.get(), commits.get(), roundTrips.get());
    }

    /** Returns when the wire has been still for so long. */
    void awaitSilence(Duration still) throws InterruptedException {
        while (System.nanoTime() - lastAt.get() < still.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /** How often each statement was executed since {@link #forget}, the most frequent first. */
    List<String> bySql() {
        return bySql.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> -entry.getValue().sum()))
                .map(entry -> entry.getValue().sum() + "  " + entry.getKey())
                .toList();
    }

    /** What was executed since {@link #forget}, as it went over the wire. */
    List<String> inOrder() {
        return List.copyOf(inOrder);
    }

    void forget() {
        bySql.clear();
        inOrder.clear();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                var database = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                database.setTcpNoDelay(true);
                daemon(() -> copy(client, database));
                daemon(() -> forward(client, database));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void forward(Socket client, Socket database) {
        try (client;
                database;
                var in = new DataInputStream(client.getInputStream());
                var out = database.getOutputStream()) {
            startUp(in, out);
            var prepared = new HashMap<String, String>();
            var bound = "?";
            while (true) {
                var type = in.readByte();
                var length = in.readInt();
                var body = in.readNBytes(length - 4);
                switch (type) {
                    case 'P' ->
                        prepared.put(text(body, 0), text(body, text(body, 0).length() + 1));
                    case 'B' ->
                        bound = prepared.getOrDefault(text(body, text(body, 0).length() + 1), "?");
                    case 'E' -> executed(bound);
                    case 'S' -> roundTrips.incrementAndGet();
                    case 'Q' -> {
                        executed(text(body, 0));
                        roundTrips.incrementAndGet();
                    }
                    default -> {}
                }
                var message = new byte[5 + body.length];
                message[0] = type;
                message[1] = (byte) (length >>> 24);
                message[2] = (byte) (length >>> 16);
                message[3] = (byte) (length >>> 8);
                message[4] = (byte) length;
                System.arraycopy(body, 0, message, 5, body.length);
                out.write(message);
            }
        } catch (EOFException gone) {
            // The product closed the connection.
        } catch (IOException broken) {
            // One of the two went away; the other is closed by try-with-resources.
        }
    }

    private static void startUp(DataInputStream in, OutputStream out) throws IOException {
        var length = in.readInt();
        var body = in.readNBytes(length - 4);
        var code = (body[0] & 0xff) << 24 | (body[1] & 0xff) << 16 | (body[2] & 0xff) << 8 | body[3] & 0xff;
        out.write(new byte[] {(byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length});
        out.write(body);
        if (code == SSL_REQUEST) {
            throw new IOException("switch TLS off for counting");
        }
    }

    private void executed(String statement) {
        var sql = statement.strip().replaceAll("\\s+", " ");
        if (sql.isEmpty()) {
            // The pool asks whether the connection is still there.
            return;
        }
        (switch (sql.toUpperCase(Locale.ROOT)) {
                    case "BEGIN" -> begins;
                    case "COMMIT", "ROLLBACK" -> commits;
                    default -> statements;
                })
                .incrementAndGet();
        lastAt.set(System.nanoTime());
        bySql.computeIfAbsent(sql, unseen -> new LongAdder()).increment();
        inOrder.add(sql);
    }

    private static String text(byte[] body, int from) {
        var to = from;
        while (to < body.length && body[to] != 0) {
            to++;
        }
        return new String(body, from, to - from, StandardCharsets.UTF_8);
    }

    private static void copy(Socket client, Socket database) {
        try (InputStream in = database.getInputStream();
                OutputStream out = client.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException gone) {
            // As above.
        }
    }

    private static void daemon(Runnable work) {
        var thread = new Thread(work, "sql-counter");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}

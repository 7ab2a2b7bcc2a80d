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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Stands between the product and PostgreSQL and counts what the wire says: statements executed (Execute and simple Query
 * messages) and round trips (Sync and simple Query messages).
 */
final class SqlCounter implements AutoCloseable {
    private static final int SSL_REQUEST = 80877103;

    private final ServerSocket server;
    private final int target;
    private final AtomicLong statements = new AtomicLong();
    private final AtomicLong roundTrips = new AtomicLong();
    private final Map<String, LongAdder> bySql = new ConcurrentHashMap<>();

    SqlCounter(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    long statements() {
        return statements.get();
    }

    long roundTrips() {
        return roundTrips.get();
    }

    /** How often each statement was executed since {@link #forget}, the most frequent first. */
    List<String> bySql() {
        return bySql.entrySet().stream()
                .sorted(Comparator.comparingLong(it -> -it.getValue().sum()))
                .map(it -> it.getValue().sum() + "  " + it.getKey().replaceAll("\\s+", " "))
                .toList();
    }

    void forget() {
        bySql.clear();
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
            while (true) {
                var type = in.readByte();
                var length = in.readInt();
                var body = in.readNBytes(length - 4);
                count(type);
                remember(type, body, prepared);
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

    private void count(byte type) {
        switch (type) {
            case 'E' -> statements.incrementAndGet();
            case 'S' -> roundTrips.incrementAndGet();
            case 'Q' -> {
                statements.incrementAndGet();
                roundTrips.incrementAndGet();
            }
            default -> {}
        }
    }

    private void remember(byte type, byte[] body, Map<String, String> prepared) {
        if (type == 'P') {
            prepared.put(text(body, 0), text(body, text(body, 0).length() + 1));
        } else if (type == 'B') {
            var statement = text(body, text(body, 0).length() + 1);
            bySql.computeIfAbsent(prepared.getOrDefault(statement, "?"), it -> new LongAdder())
                    .increment();
        }
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

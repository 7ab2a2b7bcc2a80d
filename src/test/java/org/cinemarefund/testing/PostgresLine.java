package org.cinemarefund.testing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A line to PostgreSQL that understands what the driver says (protocol 3.0, no TLS), so that it can break between a COMMIT and
 * its answer: the work is done and nobody was told.
 */
public final class PostgresLine implements AutoCloseable {
    private final TcpLine line = new TcpLine(Ear::new);

    /** What the transaction must have said for its commit to be the one; null when none is waited for. */
    private final AtomicReference<String> wanted = new AtomicReference<>();

    /** @return the address with the line in between */
    public String inFrontOf(String jdbcUrl) {
        var address = java.net.URI.create(jdbcUrl.substring("jdbc:".length()));
        line.to(address.getPort());
        return "jdbc:postgresql://127.0.0.1:" + line.port() + address.getPath()
                + "?user=postgres&sslmode=disable&gssEncMode=disable";
    }

    public TcpLine tcp() {
        return line;
    }

    /** The answer to the next commit of a transaction gets lost in which a statement with these words was run. */
    public void loseCommitOf(String words) {
        wanted.set(words.toLowerCase(Locale.ROOT));
    }

    /** Whether it has happened, or was never asked for. */
    public boolean lost() {
        return wanted.get() == null;
    }

    public void calm() {
        wanted.set(null);
        line.mode(TcpLine.Mode.OPEN);
    }

    @Override
    public void close() {
        line.close();
    }

    private final class Ear implements TcpLine.Ear {
        private final Map<String, String> statements = new HashMap<>();
        private byte[] rest = new byte[0];
        private boolean begun;
        private boolean matches;

        @Override
        public boolean losesAnswerTo(byte[] said, int length) {
            var all = Arrays.copyOf(rest, rest.length + length);
            System.arraycopy(said, 0, all, rest.length, length);
            var buffer = ByteBuffer.wrap(all);
            var loses = false;
            // The first message has no type.
            for (var head = begun ? 1 : 0; buffer.remaining() >= head + 4; head = 1) {
                var size = buffer.getInt(buffer.position() + head);
                if (buffer.remaining() < head + size) {
                    break;
                }
                var type = begun ? (char) buffer.get(buffer.position()) : ' ';
                var body = new byte[size - 4];
                buffer.position(buffer.position() + head + 4).get(body);
                begun = true;
                loses |= losesWith(type, body);
            }
            rest = Arrays.copyOfRange(all, buffer.position(), all.length);
            return loses;
        }

        private boolean losesWith(char type, byte[] body) {
            return switch (type) {
                case 'Q' -> runs(text(body, 0));
                case 'P' -> {
                    var name = text(body, 0);
                    statements.put(name, text(body, bytes(name) + 1));
                    yield false;
                }
                case 'B' -> runs(statements.getOrDefault(text(body, bytes(text(body, 0)) + 1), ""));
                default -> false;
            };
        }

        private boolean runs(String sql) {
            var words = sql.strip().toLowerCase(Locale.ROOT);
            if (words.equals("commit")) {
                var current = wanted.get();
                var loses = matches && current != null && wanted.compareAndSet(current, null);
                matches = false;
                return loses;
            }
            var current = wanted.get();
            matches = !words.equals("rollback") && (matches || current != null && words.contains(current));
            return false;
        }

        private static int bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8).length;
        }

        private static String text(byte[] body, int from) {
            var end = from;
            while (end < body.length && body[end] != 0) {
                end++;
            }
            return new String(body, from, end - from, StandardCharsets.UTF_8);
        }
    }
}

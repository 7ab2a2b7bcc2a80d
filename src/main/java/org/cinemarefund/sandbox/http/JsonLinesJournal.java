package org.cinemarefund.sandbox.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cinemarefund.sandbox.Journal;
import org.cinemarefund.sandbox.Ledger;
import org.cinemarefund.sandbox.SandboxOrder;
import org.cinemarefund.sandbox.SandboxRefund;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ledger in a file, one JSON object a line. A line torn by a sudden end is left out when it is read again. */
final class JsonLinesJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(JsonLinesJournal.class);
    private static final String TYPE = "entry";
    private static final Map<String, Class<? extends Ledger.Entry>> TYPES = Map.of(
            "request", Ledger.Request.class,
            "violation", Ledger.Violation.class,
            "callback", Ledger.Callback.class,
            "message", Ledger.Message.class,
            "order", SandboxOrder.class,
            "refund", SandboxRefund.class);

    private final Path file;
    private final FileChannel channel;

    JsonLinesJournal(Path file) {
        this.file = file;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            lock();
            channel.position(channel.size());
            endTornLine();
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox cannot keep its ledger in " + file, e);
        }
    }

    /** Two sandboxes on one file would pay the same refund twice without either noticing. */
    private void lock() throws IOException {
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // Held by this very process: the same answer.
        }
        channel.close();
        throw new SandboxTaken("Another sandbox uses " + file + ".", null);
    }

    private void endTornLine() throws IOException {
        var last = ByteBuffer.allocate(1);
        if (channel.size() > 0 && channel.read(last, channel.size() - 1) == 1 && last.get(0) != '\n') {
            write(new byte[] {'\n'});
        }
    }

    @Override
    public synchronized void append(Ledger.Entry entry) {
        var type = TYPES.entrySet().stream()
                .filter(pair -> pair.getValue() == entry.getClass())
                .findFirst()
                .orElseThrow();
        ObjectNode line = Json.MAPPER.createObjectNode().put(TYPE, type.getKey());
        line.setAll((ObjectNode) Json.MAPPER.valueToTree(entry));
        try {
            write((line + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox cannot write its ledger", e);
        }
    }

    private void write(byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    @Override
    public synchronized List<Ledger.Entry> replay() {
        var entries = new ArrayList<Ledger.Entry>();
        try (var lines = Files.lines(file)) {
            lines.filter(text -> !text.isBlank()).forEach(line -> {
                try {
                    var node = Json.MAPPER.readTree(line);
                    entries.add(Json.MAPPER.treeToValue(
                            node, TYPES.get(node.path(TYPE).asText())));
                } catch (IOException | IllegalArgumentException e) {
                    LOG.warn("A line of the sandbox's ledger cannot be read and is left out");
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox cannot read its ledger", e);
        }
        return entries;
    }

    @Override
    public synchronized void clear() {
        try {
            channel.truncate(0);
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox cannot clear its ledger", e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.cinemarefund.platform.web;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import org.apache.catalina.connector.Request;
import org.apache.coyote.ActionCode;
import org.apache.coyote.BadRequestException;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * One body that is read bit by bit while nobody waits for it, and then given out from memory. Called by one thread at a time: the
 * container holds the connection's lock.
 */
final class IncomingBody implements ReadListener, AsyncListener, ApplicationBufferHandler, AutoCloseable {
    /**
     * How long a connection is waited for; the container looks at the time once a second.
     *
     * @param moment what every body may take. Headers and body are often two packets, and on a bad line the second one needs
     *     another try
     * @param refused what a body that is too long may go on, so that whoever sends it comes to read the answer
     */
    record Patience(Duration moment, Duration refused) {
        static final Patience USUAL = new Patience(Duration.ofSeconds(1), Duration.ofSeconds(5));
    }

    private static final long HEARD_OUT = 32L << 20;
    private static final int PIECE = 8 * 1024;

    private final Request request;
    private final org.apache.coyote.Request coyote;
    private final InputBuffer connection;
    private final BodyRule rule;
    private final Patience patience;
    private final BodyPlaces.Visit visit;
    private final long since = System.nanoTime();

    private final ArrayDeque<ByteBuffer> pieces = new ArrayDeque<>();
    private ByteBuffer read;
    private long length;
    private boolean staying;
    private boolean complete;
    private boolean discarding;
    private boolean givenOut;
    private BodyRefusal refusal;

    /** @param visit missing for a body nobody will read */
    IncomingBody(Request request, BodyRule rule, Patience patience, BodyPlaces.@Nullable Visit visit) {
        this.request = request;
        this.coyote = request.getCoyoteRequest();
        this.connection = coyote.getInputBuffer();
        this.rule = rule;
        this.patience = patience;
        this.visit = visit;
    }

    /** Lets the thread go until there is something to read or the time is up. */
    void await() {
        var left = rule.time().minusNanos(System.nanoTime() - since);
        start(staying ? left : min(left, patience.moment()));
    }

    /** Reads what is left of a refused body and forgets it. */
    void readAndForget() {
        discarding = true;
        start(patience.refused());
    }

    private void start(Duration atMost) {
        try {
            var context = request.startAsync();
            context.setTimeout(Math.max(1, atMost.toMillis()));
            context.addListener(this);
            coyote.setReadListener(this);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    BodyRefusal refusal() {
        return refusal;
    }

    boolean isWaiting() {
        return !complete && refusal == null;
    }

    /** Somebody was called with what there is of it. */
    boolean isGivenOut() {
        return givenOut;
    }

    @Override
    public void onDataAvailable() throws IOException {
        try {
            while (refusal == null && !coyote.isFinished() && coyote.isReady() && coyote.doRead(this) >= 0) {
                take();
            }
        } catch (BadRequestException | EOFException e) {
            refusal = BodyRefusal.MALFORMED;
        }
        if (refusal != null) {
            goOn();
        }
    }

    private void take() {
        var more = read == null ? 0 : read.remaining();
        length += more;
        if (discarding) {
            refusal = length > HEARD_OUT ? BodyRefusal.TOO_LARGE : null;
        } else if (length > rule.bytes()) {
            refusal = BodyRefusal.TOO_LARGE;
        } else if (!visit.keep(more)) {
            refusal = BodyRefusal.NO_PLACE;
        } else {
            keep();
        }
        read = null;
    }

    private void keep() {
        while (read != null && read.hasRemaining()) {
            if (pieces.isEmpty() || !pieces.getLast().hasRemaining()) {
                pieces.add(ByteBuffer.allocate(PIECE));
            }
            var piece = pieces.getLast();
            var some = read.slice(read.position(), Math.min(piece.remaining(), read.remaining()));
            read.position(read.position() + some.remaining());
            piece.put(some);
        }
    }

    @Override
    public void onAllDataRead() {
        if (refusal == null) {
            complete = true;
            visit.arrived();
            goOn();
        }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        if (!discarding) {
            var late = System.nanoTime() - since >= rule.time().toNanos();
            if (late) {
                refusal = BodyRefusal.TOO_SLOW;
            } else if (!visit.stay()) {
                refusal = BodyRefusal.NO_PLACE;
            } else {
                staying = true;
            }
        }
        goOn();
    }

    /** Back to the valve, or to the end of it. */
    private void goOn() {
        if (!discarding) {
            coyote.action(ActionCode.ASYNC_DISPATCH, null);
            return;
        }
        close();
        if (!complete) {
            coyote.action(ActionCode.CLOSE_NOW, null);
        }
        coyote.action(ActionCode.ASYNC_COMPLETE, null);
    }

    /** The caller is gone or silent for too long: nobody is there to be told. */
    @Override
    public void onError(Throwable thrown) {
        close();
    }

    @Override
    public void onError(AsyncEvent event) {
        close();
        coyote.action(ActionCode.ASYNC_COMPLETE, null);
    }

    @Override
    public void onComplete(AsyncEvent event) {
        close();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // The next wait, of ours or of whoever answers later: that one has listeners of its own.
    }

    /** From now on whoever reads the request reads what is kept. */
    void giveOut() {
        givenOut = true;
        pieces.forEach(ByteBuffer::flip);
        coyote.setInputBuffer(new Kept(pieces));
    }

    void giveOutNothing() {
        givenOut = true;
        pieces.clear();
        coyote.setInputBuffer(new Kept(pieces));
    }

    /** The container uses its request again for the next one on any connection. */
    @Override
    public void close() {
        pieces.clear();
        coyote.setInputBuffer(connection);
        if (visit != null) {
            visit.close();
        }
    }

    @Override
    public void setByteBuffer(ByteBuffer buffer) {
        read = buffer;
    }

    @Override
    public ByteBuffer getByteBuffer() {
        return read;
    }

    @Override
    public void expand(int size) {
        // Takes whatever there is.
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private record Kept(ArrayDeque<ByteBuffer> pieces) implements InputBuffer {
        @Override
        public int doRead(ApplicationBufferHandler handler) {
            var piece = pieces.poll();
            if (piece == null) {
                return -1;
            }
            handler.setByteBuffer(piece);
            return piece.remaining();
        }

        @Override
        public int available() {
            return pieces.stream().mapToInt(ByteBuffer::remaining).sum();
        }
    }
}

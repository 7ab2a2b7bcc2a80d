package org.cinemarefund.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A line between two programs, in a test's hands: it can be cut, be refused, swallow what is said or hold the answers. */
public final class TcpLine implements AutoCloseable {
    private final ServerSocket door;
    private final Supplier<Ear> ears;
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private volatile InetSocketAddress far;
    private volatile Mode mode = Mode.OPEN;

    /** What the line does with what comes next. */
    public enum Mode {
        OPEN,
        /** New connections are reset. */
        REFUSING,
        /** Connections are accepted, what is said on them goes nowhere. */
        SWALLOWING,
        /** What is said arrives, the answers wait. */
        HOLDING
    }

    /** Listens to the caller of one connection, before the other side hears it. */
    public interface Ear {
        /** @return whether the other side's answer to this has to get lost, and the connection with it */
        boolean losesAnswerTo(byte[] said, int length);
    }

    public TcpLine() {
        this(() -> (said, length) -> false);
    }

    public TcpLine(Supplier<Ear> ears) {
        this.ears = ears;
        try {
            door = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run(this::listen);
    }

    public int port() {
        return door.getLocalPort();
    }

    /** Where it leads. */
    public TcpLine to(int port) {
        far = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return this;
    }

    public void mode(Mode next) {
        synchronized (this) {
            mode = next;
            notifyAll();
        }
    }

    /** Every connection there is, in the middle of whatever it is at. */
    public void cut() {
        calls.forEach(Call::close);
    }

    /** Connections on which something was said that is not answered yet. */
    public long unanswered() {
        return calls.stream().filter(call -> call.unanswered).count();
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }

    private void listen() {
        while (!door.isClosed()) {
            try {
                var near = door.accept();
                near.setTcpNoDelay(true);
                if (mode == Mode.REFUSING) {
                    near.setSoLinger(true, 0);
                    near.close();
                    continue;
                }
                var call = new Call(near, ears.get());
                calls.add(call);
                run(call::forth);
            } catch (IOException over) {
                // The door is closed, or this caller is gone already.
            }
        }
    }

    private static void run(Runnable work) {
        var thread = new Thread(work, "line");
        thread.setDaemon(true);
        thread.start();
    }

    private void awaitNotHolding() {
        synchronized (this) {
            while (mode == Mode.HOLDING) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    private final class Call {
        private final Socket near;
        private final Socket other = new Socket();
        private final Ear ear;
        private volatile boolean unanswered;
        private volatile boolean loses;

        private Call(Socket near, Ear ear) {
            this.near = near;
            this.ear = ear;
        }

        private void forth() {
            var bytes = new byte[64 * 1024];
            try (near) {
                var in = near.getInputStream();
                for (var length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                    unanswered = true;
                    if (mode == Mode.SWALLOWING) {
                        continue;
                    }
                    if (!other.isConnected()) {
                        other.setTcpNoDelay(true);
                        other.connect(far);
                        run(this::back);
                    }
                    loses |= ear.losesAnswerTo(bytes, length);
                    other.getOutputStream().write(bytes, 0, length);
                }
            } catch (IOException broken) {
                // Whoever broke it knows.
            } finally {
                close();
            }
        }

        private void back() {
            var bytes = new byte[64 * 1024];
            try (other) {
                var in = other.getInputStream();
                for (var length = in.read(bytes); length >= 0 && !loses; length = in.read(bytes)) {
                    awaitNotHolding();
                    unanswered = false;
                    near.getOutputStream().write(bytes, 0, length);
                }
            } catch (IOException broken) {
                // Likewise.
            } finally {
                close();
            }
        }

        private void close() {
            calls.remove(this);
            try {
                near.setSoLinger(true, 0);
            } catch (IOException closed) {
                // Nothing to reset then.
            }
            try (near;
                    other) {
                unanswered = false;
            } catch (IOException gone) {
                // Which is what was wanted.
            }
        }
    }
}

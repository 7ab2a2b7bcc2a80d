package org.cinemarefund.production;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The balancer before the nodes, as far as WeChat sees it: one address, and whichever node takes the connection. */
final class Switchboard implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 1000;

    private final ServerSocket door;
    private final List<Integer> ports;
    private final AtomicInteger turn = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "switchboard");
        thread.setDaemon(true);
        return thread;
    });

    /** @param ports of the nodes, dead or alive */
    Switchboard(List<Integer> ports) throws IOException {
        this.ports = List.copyOf(ports);
        this.door = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        threads.execute(this::listen);
    }

    int port() {
        return door.getLocalPort();
    }

    private void listen() {
        while (!door.isClosed()) {
            try {
                var caller = door.accept();
                threads.execute(() -> connect(caller));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket caller) {
        var first = turn.getAndIncrement();
        for (var i = 0; i < ports.size(); i++) {
            var node = new Socket();
            try {
                var port = ports.get(Math.floorMod(first + i, ports.size()));
                node.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            } catch (IOException dead) {
                closeQuietly(node);
                continue;
            }
            threads.execute(() -> pump(caller, node));
            pump(node, caller);
            return;
        }
        closeQuietly(caller);
    }

    private static void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException cut) {
            // The other direction sees it too.
        } finally {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // That is what we wanted.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        threads.shutdownNow();
    }
}

package org.cinemarefund.production;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Somebody who wants the node down and needs no more than a body for it. */
final class BodyAttack {
    private static final Pattern STATUS = Pattern.compile("^HTTP/1\\.1 (\\d{3}) ");

    private final int port;

    BodyAttack(int port) {
        this.port = port;
    }

    /**
     * Connections that send a byte now and then and never come to an end, each opened anew when it is cut, until this is closed.
     * One thread does all of them, so that the attacker costs this machine little.
     */
    final class Drip implements AutoCloseable {
        private static final long BETWEEN_BYTES = Duration.ofSeconds(3).toNanos();

        private final byte[] head;
        private final SocketChannel[] channels;
        private final long[] next;
        private final Thread thread;
        private volatile boolean over;
        private final AtomicInteger reopened = new AtomicInteger();

        private Drip(int count, String target, String headers, boolean chunked) {
            head = (target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers
                            + (chunked ? "Transfer-Encoding: chunked\r\n\r\nf" : "Content-Length: 3000\r\n\r\na"))
                    .getBytes(ISO_8859_1);
            channels = new SocketChannel[count];
            next = new long[count];
            thread = new Thread(this::run, "drip");
            thread.setDaemon(true);
            thread.start();
        }

        int reopened() {
            return reopened.get();
        }

        private void run() {
            while (!over) {
                for (var i = 0; i < channels.length && !over; i++) {
                    keepOpen(i);
                }
                try {
                    Thread.sleep(20);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        private void keepOpen(int i) {
            try {
                if (channels[i] == null || isCut(channels[i])) {
                    if (channels[i] != null) {
                        channels[i].close();
                        reopened.incrementAndGet();
                    }
                    channels[i] = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
                    channels[i].write(ByteBuffer.wrap(head));
                    channels[i].configureBlocking(false);
                    next[i] = System.nanoTime() + BETWEEN_BYTES;
                } else if (System.nanoTime() > next[i]) {
                    channels[i].write(ByteBuffer.wrap(new byte[] {'0'}));
                    next[i] += BETWEEN_BYTES;
                }
            } catch (IOException e) {
                drop(i);
            }
        }

        private void drop(int i) {
            try {
                if (channels[i] != null) {
                    channels[i].close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            channels[i] = null;
            reopened.incrementAndGet();
        }

        private static boolean isCut(SocketChannel channel) throws IOException {
            var buffer = ByteBuffer.allocate(4096);
            var read = 0;
            while ((read = channel.read(buffer)) > 0) {
                buffer.clear();
            }
            return read < 0;
        }

        @Override
        public void close() throws InterruptedException {
            over = true;
            thread.join();
            for (var i = 0; i < channels.length; i++) {
                drop(i);
            }
        }
    }

    Drip drip(int count, String target, String headers, boolean chunked) {
        return new Drip(count, target, headers, chunked);
    }

    /** How a body is packed. */
    enum Shape {
        FORM("application/x-www-form-urlencoded", "user=a&password="),
        JSON("application/json", "{\"code\":\""),
        MULTIPART(
                "multipart/form-data; boundary=b",
                "--b\r\nContent-Disposition: form-data; name=\"data\"; filename=\"a.bpmn\"\r\n\r\n");

        private final String type;
        private final String begin;

        Shape(String type, String begin) {
            this.type = type;
            this.begin = begin;
        }
    }

    /** @return the status, or 0 when the connection was cut without one */
    int flood(String target, String headers, Shape shape, boolean chunked, long bytes) {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(30_000);
            var answer = CompletableFuture.supplyAsync(() -> statusAnswered(socket));
            var out = socket.getOutputStream();
            out.write((target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + headers + "Content-Type: "
                            + shape.type + "\r\n"
                            + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + bytes) + "\r\n\r\n")
                    .getBytes(ISO_8859_1));
            send(out, shape.begin.getBytes(ISO_8859_1), chunked, bytes);
            return answer.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void send(OutputStream out, byte[] begin, boolean chunked, long bytes) {
        var block = new byte[64 * 1024];
        Arrays.fill(block, (byte) 'a');
        System.arraycopy(begin, 0, block, 0, begin.length);
        try {
            for (var sent = 0L; sent < bytes; sent += block.length) {
                if (chunked) {
                    out.write("10000\r\n".getBytes(ISO_8859_1));
                }
                out.write(block, 0, (int) Math.min(block.length, bytes - sent));
                if (chunked) {
                    out.write("\r\n".getBytes(ISO_8859_1));
                }
            }
        } catch (IOException e) {
            // Cut: what was said before that is what counts.
            return;
        }
    }

    private static int statusAnswered(Socket socket) {
        var heard = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(heard);
        } catch (IOException e) {
            // Cut in the middle of sending; what came before counts.
            return status(heard);
        }
        return status(heard);
    }

    private static int status(ByteArrayOutputStream heard) {
        var status = STATUS.matcher(heard.toString(ISO_8859_1));
        return status.find() ? Integer.parseInt(status.group(1)) : 0;
    }

    /** Asks now and then, each time over a connection of its own, as somebody does who comes anew. @return milliseconds */
    Map<String, List<Long>> ask(Duration during, Map<String, HttpRequest.Builder> questions)
            throws IOException, InterruptedException {
        var millis = new TreeMap<String, List<Long>>();
        var end = System.nanoTime() + during.toNanos();
        while (System.nanoTime() < end) {
            for (var question : questions.entrySet()) {
                var since = System.nanoTime();
                var status = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()
                        .send(
                                question.getValue()
                                        .timeout(Duration.ofSeconds(20))
                                        .build(),
                                HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                assertThat(status).as(question.getKey()).isEqualTo(200);
                millis.computeIfAbsent(question.getKey(), key -> new ArrayList<>())
                        .add(Duration.ofNanos(System.nanoTime() - since).toMillis());
            }
            // A moviegoer has so many calls a minute.
            TimeUnit.MILLISECONDS.sleep(200);
        }
        return millis;
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }
}

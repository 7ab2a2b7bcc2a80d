package org.cinemarefund.scenario;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** One HTTP request byte by byte as the test wants it, since any client would put it right; and what came back. */
final class RawExchange {
    private static final int SILENCE_MILLIS = 30_000;

    final List<String[]> headers = new ArrayList<>();
    String method = "POST";
    String target;
    String version = "HTTP/1.1";
    byte[] body;
    /** In place of the length of the body; empty for no such header. */
    String contentLength;

    Tempo tempo = Tempo.AT_ONCE;

    /** How the body is sent. */
    enum Tempo {
        AT_ONCE,
        /** A byte now and then, never the last one. */
        DRIPPING,
        /** Half of it, and then nobody is there any more. */
        HALF_AND_GONE
    }

    /** @param status 0 when the connection was closed without an answer */
    record Reply(int status, String head, String body) {
        String header(String name) {
            return head.lines()
                    .filter(text -> text.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(text -> text.substring(name.length() + 1).trim())
                    .findFirst()
                    .orElse(null);
        }
    }

    RawExchange(String target, byte[] body) {
        this.target = target;
        this.body = body;
    }

    RawExchange header(String name, String value) {
        headers.add(new String[] {name, value});
        return this;
    }

    RawExchange set(String name, String value) {
        without(name);
        return header(name, value);
    }

    RawExchange without(String name) {
        headers.removeIf(value -> value[0].equalsIgnoreCase(name));
        return this;
    }

    String value(String name) {
        return headers.stream()
                .filter(value -> value[0].equalsIgnoreCase(name))
                .map(value -> value[1])
                .findFirst()
                .orElse(null);
    }

    Reply send(int port) {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(SILENCE_MILLIS);
            var sender = new Thread(() -> write(socket), "raw-exchange");
            sender.setDaemon(true);
            sender.start();
            return read(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] head() {
        var head = new StringBuilder(method + " " + target + " " + version + "\r\nHost: 127.0.0.1\r\n");
        headers.forEach(
                value -> head.append(value[0]).append(": ").append(value[1]).append("\r\n"));
        var length = contentLength == null ? Integer.toString(body.length) : contentLength;
        if (!length.isEmpty()) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        return head.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private void write(Socket socket) {
        try {
            var out = socket.getOutputStream();
            out.write(head());
            out.flush();
            switch (tempo) {
                case AT_ONCE -> out.write(body);
                case HALF_AND_GONE -> {
                    out.write(body, 0, body.length / 2);
                    out.flush();
                    socket.shutdownOutput();
                }
                case DRIPPING -> {
                    for (var i = 0; i < body.length - 1 && !socket.isClosed(); i++) {
                        out.write(body[i]);
                        out.flush();
                        Thread.sleep(100);
                    }
                }
            }
            out.flush();
        } catch (IOException e) {
            // The other side has heard enough; what it said is what the test looks at.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Reply read(Socket socket) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(bytes);
        } catch (SocketException e) {
            // Reset after the answer: the rest of the body was in the way.
        }
        var text = bytes.toString(StandardCharsets.UTF_8);
        if (!text.startsWith("HTTP/1.1 ")) {
            return new Reply(0, "", text);
        }
        var end = text.indexOf("\r\n\r\n");
        return new Reply(Integer.parseInt(text.substring(9, 12)), text.substring(0, end), text.substring(end + 4));
    }

    @Override
    public String toString() {
        return method + " " + target + " " + Arrays.toString(head());
    }
}

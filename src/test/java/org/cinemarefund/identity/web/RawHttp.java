package org.cinemarefund.identity.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** Sends bytes that no HTTP client would. */
final class RawHttp {
    private RawHttp() {}

    /** Everything that comes back until the connection is closed; empty if it is reset first. */
    static String send(int port, String request) {
        try (var socket = new Socket("localhost", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int statusOf(int port, String request) {
        var answer = send(port, request);
        return answer.isEmpty() ? 0 : Integer.parseInt(answer.substring(9, 12));
    }
}

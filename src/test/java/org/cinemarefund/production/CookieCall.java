package org.cinemarefund.production;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One call of a browser under any name of the host, which other clients would put right, and the cookies it is given. */
final class CookieCall {
    private static final Pattern SET_COOKIE =
            Pattern.compile("(?im)^Set-Cookie: ([^=\\r\\n]+)=([^;\\r\\n]*)([^\\r\\n]*)");

    private final int port;
    private final String host;

    CookieCall(int port, String host) {
        this.port = port;
        this.host = host;
    }

    /**
     * @param head the first line without the version, and headers
     * @return by name, the values of cookies that all are as those of the web applications have to be behind TLS
     */
    Map<String, String> send(int status, String body, String... head) {
        var answer = answer(body, head);
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        return SET_COOKIE
                .matcher(answer)
                .results()
                .peek(this::requireSafe)
                .collect(Collectors.toMap(cookie -> cookie.group(1), cookie -> cookie.group(2)));
    }

    private void requireSafe(MatchResult cookie) {
        var attributes = List.of(cookie.group(3).split("\\s*;\\s*"));
        assertThat(attributes).as("%s under %s", cookie.group(), host).contains("Secure", "SameSite=Lax");
        // The pages' script has to send the token back; nothing of the session is for scripts.
        assertThat(attributes.contains("HttpOnly"))
                .as("%s is HttpOnly", cookie.group())
                .isEqualTo(!cookie.group(1).equals("XSRF-TOKEN"));
    }

    private String answer(String body, String... head) {
        var request = head[0] + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n"
                + List.of(head).stream().skip(1).map(line -> line + "\r\n").collect(Collectors.joining())
                + (body.isEmpty()
                        ? "\r\n"
                        : "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + body.length()
                                + "\r\n\r\n" + body);
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return answer.substring(0, answer.indexOf("\r\n\r\n") + 2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

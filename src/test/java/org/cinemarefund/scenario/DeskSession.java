package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A browser with the web applications open; without a user nobody is logged in. */
final class DeskSession {
    private final int port;
    private final CookieManager jar = new CookieManager();
    private final HttpClient client = HttpClient.newBuilder().cookieHandler(jar).build();

    DeskSession(int port, String user, String password) throws Exception {
        this.port = port;
        with("", "GET", "/camunda/app/welcome/default/", null);
        if (user != null) {
            var login = client.send(
                    HttpRequest.newBuilder(URI.create(
                                    "http://127.0.0.1:" + port + "/camunda/api/admin/auth/user/default/login/welcome"))
                            .header("X-XSRF-TOKEN", token())
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(BodyPublishers.ofString("username=" + user + "&password="
                                    + URLEncoder.encode(password, StandardCharsets.UTF_8)))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(login.statusCode()).as(user + " logs in").isEqualTo(200);
            with("", "GET", "/camunda/api/admin/auth/user/default", null);
        }
    }

    String token() {
        return jar.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElse("none");
    }

    HttpResponse<String> send(String method, String path, String body, boolean csrf) throws Exception {
        return with(csrf ? token() : null, method, path, body);
    }

    HttpResponse<String> with(String token, String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/html");
        if (token != null) {
            request.header("X-XSRF-TOKEN", token);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** @param files by the name of their part */
    HttpResponse<String> upload(String token, String path, Map<String, String> files, String language)
            throws Exception {
        var boundary = "part-of-the-form";
        var body = new StringBuilder();
        files.forEach((name, content) ->
                body.append("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\""
                        + name + "\"\r\nContent-Type: application/octet-stream\r\n\r\n" + content + "\r\n"));
        body.append("--" + boundary + "--\r\n");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .POST(BodyPublishers.ofString(body.toString()))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .header("Accept-Language", language);
        if (token != null) {
            request.header("X-XSRF-TOKEN", token);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}

package org.cinemarefund.platform.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.awaitility.Awaitility;
import org.cinemarefund.platform.web.BodyPlaces.Bounds;
import org.cinemarefund.platform.web.IncomingBody.Patience;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The valve in a server with four threads: whoever got hold of them would be noticed at once. */
class BodyValveTest {
    private static final int THREADS = 4;
    private static final int WAITING = 60;
    private static final int SLOW = 5;
    /** A slow build machine is not what is measured. */
    private static final Duration AT_ONCE = Duration.ofSeconds(30);

    /** Nobody is cut off while a test looks at those who wait, however slow the machine. */
    private static final Patience LONG = new Patience(Duration.ofMinutes(5), Duration.ofMinutes(5));

    private static final Patience SHORT = new Patience(Duration.ofMillis(1), Duration.ofMillis(1));

    @TempDir
    private Path directory;

    private final BodyPlaces places =
            new BodyPlaces(new Bounds(WAITING, SLOW, 1 << 20), new Bounds(WAITING, SLOW, 1 << 20));
    private final List<Closeable> open = new ArrayList<>();
    private final List<Tomcat> started = new ArrayList<>();
    private Tomcat tomcat;

    @BeforeEach
    void start() throws LifecycleException {
        serve(LONG, BodyRule::of);
    }

    /** One more server with the same places, which connections go to from now on. */
    private void serve(Patience patience, Function<String, BodyRule> rules) throws LifecycleException {
        tomcat = new Tomcat();
        started.add(tomcat);
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getConnector().setProperty("maxThreads", String.valueOf(THREADS));
        tomcat.getConnector().setProperty("minSpareThreads", String.valueOf(THREADS));
        tomcat.getEngine().getPipeline().addValve(new BodyValve(places, patience, rules));
        var context = tomcat.addContext("", directory.toString());
        // The second path has a rule of its own: 4 KB.
        Tomcat.addServlet(context, "echo", new Echo()).addMapping("/*");
        tomcat.start();
    }

    @AfterEach
    void stop() throws LifecycleException, IOException {
        for (var each : open) {
            each.close();
        }
        for (var each : started) {
            each.stop();
            each.destroy();
        }
    }

    @Test
    void bodies_that_only_drip_hold_no_thread() throws IOException {
        var dripping = drip(10 * THREADS);
        Awaitility.await().atMost(AT_ONCE).until(() -> places.waiting() == dripping.size());

        for (var i = 0; i < 20; i++) {
            assertThat(new Connection()
                            .write("GET /other HTTP/1.1\r\nHost: x\r\n\r\n")
                            .answer())
                    .contains("200");
            assertThat(new Connection().write(head("Content-Length: 2") + "ok").answer())
                    .endsWith("body ok");
        }
        assertThat(places.waiting()).as("they are still at it").isEqualTo(dripping.size());
    }

    @Test
    void all_but_the_few_who_may_take_their_time_are_told_to_come_back() throws Exception {
        serve(SHORT, BodyRule::of);
        var dripping = drip(2 * SLOW);

        Awaitility.await()
                .atMost(AT_ONCE)
                .until(() -> dripping.stream()
                                .filter(each -> each.now().contains("refused NO_PLACE"))
                                .count()
                        == dripping.size() - SLOW);
        assertThat(places.waiting()).isEqualTo(SLOW);
    }

    private List<Connection> drip(int many) throws IOException {
        var dripping = new ArrayList<Connection>();
        for (var i = 0; i < many; i++) {
            var chunked = i % 2 == 0;
            dripping.add(new Connection()
                    .write(chunked ? head("Transfer-Encoding: chunked") + "f" : head("Content-Length: 60000") + "a"));
        }
        return dripping;
    }

    @Test
    void a_body_behind_its_headers_needs_no_place_among_the_slow() throws Exception {
        serve(SHORT, BodyRule::of);
        drip(2 * SLOW);
        Awaitility.await("every place among the slow is taken").atMost(AT_ONCE).until(() -> places.waiting() == SLOW);

        serve(LONG, BodyRule::of);
        var split = new Connection().write(head("Content-Length: 10"));
        Awaitility.await().atMost(AT_ONCE).until(() -> places.waiting() == SLOW + 1);
        assertThat(split.write("01234").write("56789").answer()).endsWith("body 0123456789");
    }

    @Test
    void when_too_many_wait_the_next_is_refused_and_a_whole_body_is_not() throws IOException {
        for (var i = 0; i < WAITING; i++) {
            new Connection().write(head("Content-Length: 60000") + "a");
        }
        Awaitility.await().atMost(AT_ONCE).until(() -> places.waiting() == WAITING);

        assertThat(new Connection().write(head("Content-Length: 60000") + "a").answer())
                .endsWith("refused NO_PLACE");
        assertThat(new Connection().write(head("Content-Length: 2") + "ok").answer())
                .endsWith("body ok");
        open.forEach(BodyValveTest::close);
        Awaitility.await("whoever goes leaves their place").atMost(AT_ONCE).until(() -> places.waiting() == 0);
    }

    @Test
    void whoever_takes_too_long_is_told_so() throws Exception {
        serve(LONG, path -> new BodyRule(BodyRule.CALLBACK, Duration.ofMillis(1)));
        var callback = new Connection()
                .write("POST /api/wechat/refund-notifications HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\na");

        assertThat(callback.answer()).endsWith("refused TOO_SLOW");
        assertThat(places.waiting()).isZero();
    }

    @Test
    void what_is_longer_than_its_path_allows_is_refused_declared_or_not() throws IOException {
        var declared = new Connection().write("POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 4097\r\n\r\n");
        assertThat(declared.answer()).endsWith("refused TOO_LARGE");

        var chunk = "800\r\n" + "a".repeat(2048) + "\r\n";
        var chunked = "POST /api/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertThat(new Connection()
                        .write(chunked + chunk)
                        .write(chunk + "1\r\na\r\n0\r\n\r\n")
                        .answer())
                .endsWith("refused TOO_LARGE");
        assertThat(new Connection()
                        .write(chunked + chunk)
                        .write(chunk + "0\r\n\r\n")
                        .answer())
                .contains("body aaaa");
    }

    @Test
    void what_is_too_long_is_heard_for_a_moment_without_a_thread() throws IOException {
        var refused = tooLong(SLOW);
        assertThat(refused).as("more than there are threads").hasSizeGreaterThan(THREADS);
        Awaitility.await().atMost(AT_ONCE).until(() -> places.waiting() == SLOW);
        assertThat(new Connection().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n").answer())
                .contains("200");

        refused.get(0).write("b".repeat(20_000_000 - 1));
        Awaitility.await("all of it was heard").atMost(AT_ONCE).until(() -> places.waiting() == SLOW - 1);
    }

    @Test
    void whoever_goes_on_for_longer_than_that_is_cut_off() throws Exception {
        serve(SHORT, BodyRule::of);
        var refused = tooLong(SLOW);

        Awaitility.await().atMost(AT_ONCE).until(() -> places.waiting() == 0);
        for (var each : refused) {
            assertThat(each.isCutOff()).isTrue();
        }
    }

    private List<Connection> tooLong(int many) throws IOException {
        var refused = new ArrayList<Connection>();
        for (var i = 0; i < many; i++) {
            refused.add(new Connection().write(head("Content-Length: 20000000") + "a"));
        }
        for (var each : refused) {
            assertThat(each.answer()).endsWith("refused TOO_LARGE");
        }
        return refused;
    }

    @Test
    void a_form_is_read_from_memory_like_any_body() throws IOException {
        var form = head("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 21");

        assertThat(new Connection()
                        .write(form)
                        .write("name=a%20b&")
                        .write("other=cdef")
                        .answer())
                .endsWith("name a b");
    }

    @Test
    void a_connection_serves_one_request_after_another_however_they_come() throws IOException {
        var connection = new Connection();
        for (var i = 0; i < 3; i++) {
            connection.write(head("Content-Length: 6")).write("who").write(" is");
            Awaitility.await().atMost(AT_ONCE).until(() -> connection.now().endsWith("body who is"));
            connection.write(head("Transfer-Encoding: chunked") + "3\r\nyou\r\n");
            connection.write("0\r\n\r\n" + head("Content-Length: 4") + "next");
            Awaitility.await().atMost(AT_ONCE).until(() -> connection.now().endsWith("body next"));
            assertThat(connection.taken()).containsSubsequence("body who is", "body you", "body next");
        }
        assertThat(places.waiting()).isZero();
    }

    @Test
    void whoever_asks_first_is_told_to_go_on_or_not_to() throws IOException {
        var asking = new Connection().write(head("Expect: 100-continue\r\nContent-Length: 2"));
        Awaitility.await().atMost(AT_ONCE).until(() -> asking.now().startsWith("HTTP/1.1 100"));
        assertThat(asking.write("ok").answer()).endsWith("body ok");

        var tooMuch = new Connection().write(head("Expect: 100-continue\r\nContent-Length: 20000000"));
        assertThat(tooMuch.answer()).doesNotContain("HTTP/1.1 100").endsWith("refused TOO_LARGE");
    }

    @Test
    void a_chunk_without_a_size_is_malformed() throws IOException {
        assertThat(new Connection()
                        .write(head("Transfer-Encoding: chunked") + "zz\r\n")
                        .answer())
                .endsWith("refused MALFORMED");
        Awaitility.await().atMost(AT_ONCE).until(() -> places.waiting() == 0);
    }

    @Test
    void nobody_speaks_http_0_9() throws IOException {
        assertThat(new Connection().write("GET /\r\n").answer()).isEmpty();
    }

    private static String head(String headers) {
        return "POST /other HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n\r\n";
    }

    private static void close(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private final class Connection implements Closeable {
        private final Socket socket =
                new Socket("127.0.0.1", tomcat.getConnector().getLocalPort());
        private final StringBuilder heard = new StringBuilder();

        private Connection() throws IOException {
            socket.setTcpNoDelay(true);
            open.add(this);
        }

        Connection write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            return this;
        }

        /** Everything until now. */
        String now() {
            try {
                while (socket.getInputStream().available() > 0) {
                    heard.append((char) socket.getInputStream().read());
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return heard.toString();
        }

        String taken() {
            var all = now();
            heard.setLength(0);
            return all;
        }

        /** Until the end of an answer, or of the connection. */
        String answer() throws IOException {
            socket.setSoTimeout(20_000);
            for (var next = 0; next >= 0 && !now().matches("(?s).*(body|name|refused) [^\r]*"); ) {
                next = socket.getInputStream().read();
                if (next >= 0) {
                    heard.append((char) next);
                }
            }
            return now();
        }

        /** Whether the other side has closed the connection; waits for it for a while. */
        boolean isCutOff() throws IOException {
            socket.setSoTimeout((int) AT_ONCE.toMillis());
            try {
                return socket.getInputStream().read() < 0;
            } catch (SocketTimeoutException e) {
                return false;
            } catch (SocketException e) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Says what it read, or that it was not to read. */
    private static final class Echo extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            var refusal = request.getAttribute(BodyRefusal.ATTRIBUTE);
            var form = request.getParameter("name");
            var text = refusal != null
                    ? "refused " + refusal
                    : form != null
                            ? "name " + form
                            : "body " + new String(request.getInputStream().readAllBytes(), ISO_8859_1);
            if (refusal != null) {
                response.setStatus(400);
                response.setHeader("Connection", "close");
            }
            response.setContentLength(text.length());
            response.getOutputStream().write(text.getBytes(ISO_8859_1));
        }
    }
}

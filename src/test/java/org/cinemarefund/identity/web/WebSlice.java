package org.cinemarefund.identity.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.cinemarefund.identity.LimitsProperties;
import org.cinemarefund.identity.LoginCodes;
import org.cinemarefund.identity.Moviegoer;
import org.cinemarefund.identity.SessionProperties;
import org.cinemarefund.platform.CalendarGaps;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.autoconfigure.actuate.observability.AutoConfigureObservability;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Primary;
import org.springframework.http.MediaType;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.test.context.junit.jupiter.SpringExtension;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/**
 * A real Tomcat with identity and platform, and stand-ins for everything behind them: no engine, no database. All tests share one
 * context and one clock, which each of them finds at the start of a new minute.
 */
@ExtendWith(SpringExtension.class)
@AutoConfigureObservability(tracing = false)
@SpringBootTest(
        classes = WebSlice.Slice.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "refund.session.secret=" + WebSlice.SECRET,
            "refund.internal.username=order-system",
            "refund.internal.password=" + WebSlice.INTERNAL_PASSWORD,
            "refund.metrics.username=watcher",
            "refund.metrics.password=" + WebSlice.METRICS_PASSWORD,
            "refund.limits.requests-per-user-minute=5",
            "refund.limits.logins-per-ip-minute=3",
            "spring.autoconfigure.exclude="
                    + "org.camunda.bpm.spring.boot.starter.CamundaBpmAutoConfiguration,"
                    + "org.camunda.bpm.spring.boot.starter.rest.CamundaBpmRestJerseyAutoConfiguration,"
                    + "org.camunda.bpm.spring.boot.starter.webapp.CamundaBpmWebappAutoConfiguration,"
                    + "org.springframework.boot.autoconfigure.jersey.JerseyAutoConfiguration,"
                    + "org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration,"
                    + "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration"
        })
abstract class WebSlice {
    static final String SECRET = "a-secret-of-at-least-32-bytes-for-tests";
    static final String INTERNAL_PASSWORD = "right-internal-password";
    static final String METRICS_PASSWORD = "right-metrics-password";
    static final String OPENID = "oSecretOpenidOfMei";

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @LocalServerPort
    int port;

    @Autowired
    SessionTokens tokens;

    @Autowired
    MovableClock clock;

    @BeforeEach
    void a_new_minute() {
        clock.nextMinute();
        Slice.MISSING_YEARS.set(Set.of());
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) {
        var publisher = body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        return send(method, path, publisher, headers);
    }

    HttpResponse<String> send(String method, String path, HttpRequest.BodyPublisher body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, body);
        for (var i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, (String) null, headers);
    }

    HttpResponse<String> post(String path, String json, String... headers) {
        var all = Stream.concat(Arrays.stream(headers), Stream.of("Content-Type", "application/json"));
        return send("POST", path, json, all.toArray(String[]::new));
    }

    String[] session() {
        return session(OPENID);
    }

    String[] session(String openid) {
        return new String[] {"Authorization", "Bearer " + tokens.issue(openid).token()};
    }

    static String[] basic(String username, String password) {
        var pair = Base64.getEncoder().encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
        return new String[] {"Authorization", "Basic " + pair};
    }

    static String[] and(String[] headers, String... more) {
        return Stream.concat(Arrays.stream(headers), Arrays.stream(more)).toArray(String[]::new);
    }

    // No @TestConfiguration: with nothing else given, the whole application would come with it.
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableConfigurationProperties({LimitsProperties.class, SessionProperties.class})
    @ComponentScan(
            basePackages = {"org.cinemarefund.identity", "org.cinemarefund.platform"},
            // What looks into other capabilities has no place in a slice of these two.
            excludeFilters =
                    @ComponentScan.Filter(
                            type = FilterType.REGEX,
                            pattern = ".*(Test|Slice|HealthSources|platform.jdbc).*"))
    static class Slice {
        static final AtomicReference<Set<Integer>> MISSING_YEARS = new AtomicReference<>(Set.of());

        @Bean
        @Primary
        MovableClock movableClock() {
            return new MovableClock();
        }

        @Bean
        CalendarGaps calendarGaps() {
            return MISSING_YEARS::get;
        }

        @Bean
        LoginCodes loginCodes() {
            return code -> {
                if (!code.equals("good")) {
                    throw new Problem(ProblemCode.LOGIN_CODE_INVALID);
                }
                return OPENID;
            };
        }

        @Bean
        StandIns standIns() {
            return new StandIns();
        }
    }

    /** Moves only when told to. */
    static final class MovableClock extends Clock {
        private volatile Instant now = Instant.parse("2026-03-02T04:00:00Z");

        void nextMinute() {
            now = now.plus(Duration.ofMinutes(1));
        }

        void forward(Duration by) {
            now = now.plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    /** One of each kind of path in the contract, as others will write them. */
    @RestController
    static class StandIns {

        @GetMapping("/api/orders")
        Map<String, Object> orders(Moviegoer moviegoer) {
            return Map.of("known", moviegoer.openid().equals(OPENID));
        }

        @GetMapping("/api/orders/{orderNo}")
        Map<String, Object> order(@PathVariable String orderNo, @RequestParam(defaultValue = "1") int limit) {
            throw failure(orderNo);
        }

        @PostMapping("/api/refund-applications")
        Map<String, Object> apply(@Valid @RequestBody Application application, Moviegoer moviegoer) {
            return Map.of("orderNo", application.orderNo());
        }

        @PostMapping("/api/evidence")
        Map<String, Object> upload(@RequestParam MultipartFile file) {
            return Map.of("bytes", file.getSize());
        }

        @GetMapping("/api/evidence/{id}")
        Map<String, Object> evidence(
                @PathVariable String id, Optional<Moviegoer> moviegoer, HttpServletRequest request) {
            return Map.of("owner", moviegoer.isPresent(), "session", request.getSession(false) != null);
        }

        @GetMapping("/api/cinemas/{cinemaId}/refund-policy")
        Map<String, Object> policy(@PathVariable String cinemaId) {
            return Map.of();
        }

        @GetMapping("/api/refund-reasons")
        Map<String, Object> reasons() {
            return Map.of();
        }

        @PostMapping("/api/wechat/refund-notifications")
        void callback(@RequestBody byte[] body) {
            if (body.length == 3) {
                throw new Problem(ProblemCode.UNAUTHENTICATED);
            }
        }

        @GetMapping("/api/desk/tasks/{id}")
        Map<String, Object> desk(@PathVariable String id) {
            return Map.of();
        }

        @PostMapping("/api/desk/tasks/{id}")
        Map<String, Object> decide(@PathVariable String id) {
            return Map.of();
        }

        @PutMapping("/internal/orders/{orderNo}")
        Map<String, Object> upsert(@PathVariable String orderNo, @RequestBody Application order) {
            return Map.of();
        }

        @GetMapping(value = "/internal/ticket-instructions", produces = MediaType.APPLICATION_JSON_VALUE)
        Map<String, Object> instructions() {
            return Map.of("items", List.of());
        }

        private static RuntimeException failure(String kind) {
            return switch (kind) {
                case "away" -> new CannotGetJdbcConnectionException("no", new SQLTransientConnectionException("pool"));
                case "race" -> new IllegalStateException(new OptimisticLockingException());
                case "fault" -> new IllegalStateException("the inside of " + OPENID);
                case "reset" -> new UncheckedIOException(new IOException("Connection reset by peer"));
                case "wrapped" -> new IllegalStateException(new Problem(ProblemCode.ORDER_IN_USE));
                case "quote" -> new Problem(ProblemCode.QUOTE_CHANGED).with("quote", Map.of("fee", 100));
                default -> new Problem(ProblemCode.ORDER_NOT_FOUND);
            };
        }
    }

    record Application(
            @NotBlank @Size(max = 64) String orderNo,
            @Max(100) Long amount,
            Kind reason,
            List<Application> nested) {}

    enum Kind {
        PERSONAL,
        OTHER
    }

    /** Named like the engine's. */
    static final class OptimisticLockingException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}

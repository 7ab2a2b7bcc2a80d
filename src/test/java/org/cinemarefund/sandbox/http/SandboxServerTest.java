package org.cinemarefund.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.wechat.pay.java.service.refund.model.Status;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Set;
import org.cinemarefund.sandbox.Ledger;
import org.cinemarefund.sandbox.SandboxConfig;
import org.cinemarefund.sandbox.SandboxRefund;
import org.cinemarefund.sandbox.Scenario;
import org.cinemarefund.sandbox.ScenarioChoice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxServerTest {
    private static final String ORDER = "4200000000202611230000000001";

    @TempDir
    Path directory;

    @Test
    void a_restarted_sandbox_still_has_its_keys_refunds_and_violations_and_settles_what_was_open() throws Exception {
        String merchantId;
        try (var before = SandboxServer.start(lasting().withSettleAfter(Duration.ofHours(1)))) {
            merchantId = before.credentials().merchantId();
            var merchant = new Merchant(before);
            merchant.submit(Merchant.request("A", ORDER, 100, 300, null));
            merchant.submit(Merchant.request("B", ORDER, 100, 300, null));
            before.setState("A", SandboxRefund.Status.SUCCESS);
        }
        Files.writeString(directory.resolve("ledger.jsonl"), "{\"entry\":\"refu", StandardOpenOption.APPEND);

        try (var after = SandboxServer.start(lasting().withSettleAfter(Duration.ofMillis(20)))) {
            var merchant = new Merchant(after);

            assertThat(after.credentials().merchantId()).isEqualTo(merchantId);
            assertThat(merchant.query("A").getStatus()).isEqualTo(Status.SUCCESS);
            assertThat(after.sandbox().ledger().violations()).hasSize(1);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> merchant.query("B").getStatus() == Status.SUCCESS);
            merchant.submission(Merchant.body("A", ORDER, 100, 300)).send();
            assertThat(after.sandbox().ledger().violations())
                    .as("the number is known with its bytes")
                    .extracting(Ledger.Violation::kind)
                    .containsExactly(Ledger.Violation.Kind.SECOND_REFUND_FOR_ORDER, Ledger.Violation.Kind.BODY_CHANGED);
        }
        try (var third = SandboxServer.start(lasting())) {
            assertThat(third.sandbox().refunds()).as("after the torn line").hasSize(2);
            assertThat(third.sandbox().refund("B").orElseThrow().status()).isEqualTo(SandboxRefund.Status.SUCCESS);
        }
    }

    @Test
    void secrets_are_for_their_owner_only() throws Exception {
        try (var sandbox = SandboxServer.start(lasting())) {
            assertThat(sandbox.credentials().apiV3Key()).hasSize(32);
            try (var files = Files.list(directory)) {
                assertThat(files.filter(path -> !path.endsWith("ledger.jsonl")))
                        .isNotEmpty()
                        .allSatisfy(path -> assertThat(Files.getPosixFilePermissions(path))
                                .isEqualTo(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE)));
            }
            assertThat(sandbox.credentials().toString())
                    .doesNotContain(sandbox.credentials().apiV3Key());
        }
    }

    @Test
    void a_sandbox_without_a_directory_leaves_nothing_behind() {
        Path key;
        try (var sandbox = SandboxServer.start(SandboxConfig.inMemory())) {
            key = sandbox.credentials().merchantPrivateKeyPath();
            assertThat(key).exists();
        }
        assertThat(key).doesNotExist();
    }

    @Test
    void a_taken_port_and_a_taken_directory_are_said_clearly() {
        try (var sandbox = SandboxServer.start(lasting())) {
            assertThatThrownBy(
                            () -> SandboxServer.start(SandboxConfig.inMemory().withPort(sandbox.port())))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + sandbox.port());
            assertThatThrownBy(() -> SandboxServer.start(lasting()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Another sandbox uses");
        }
    }

    @Test
    void closing_does_not_wait_for_answers_that_are_held_back() {
        var sandbox = SandboxServer.start(SandboxConfig.inMemory());
        var merchant = new Merchant(sandbox, Duration.ofMillis(200));
        sandbox.sandbox().scenario(ORDER, Scenario.TIMEOUT_AFTER_ACCEPT);
        assertThatThrownBy(() -> merchant.submit(Merchant.request("A", ORDER, 1, 1, null)))
                .isInstanceOf(RuntimeException.class);
        var before = System.nanoTime();

        sandbox.close();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void a_reset_ends_what_was_begun_before_it_also_for_a_number_that_comes_again() {
        try (var sandbox = SandboxServer.start(SandboxConfig.inMemory().withSettleAfter(Duration.ofMillis(200)))) {
            var merchant = new Merchant(sandbox);
            merchant.submit(Merchant.request("A", ORDER, 1, 1, null));
            sandbox.sandbox().reset();
            sandbox.sandbox().scenario(ORDER, new ScenarioChoice(Scenario.NORMAL, 1, Duration.ofHours(1)));
            merchant.submit(Merchant.request("A", ORDER, 1, 1, null));
            merchant.submit(Merchant.request("B", "42005", 1, 1, null));

            await().until(() -> merchant.query("B").getStatus() == Status.SUCCESS);

            assertThat(merchant.query("A").getStatus()).isEqualTo(Status.PROCESSING);
        }
    }

    @Test
    void a_reset_ends_the_repetition_of_notifications() {
        try (var sandbox = SandboxServer.start(SandboxConfig.inMemory().withSettleAfter(Duration.ZERO));
                var mailbox = new Mailbox()) {
            var merchant = new Merchant(sandbox);
            mailbox.answer(500, 500);
            merchant.submit(Merchant.request("A", ORDER, 1, 1, mailbox.url()));
            await().until(() -> !sandbox.sandbox().ledger().callbacks().isEmpty());
            sandbox.sandbox().reset();
            merchant.submit(Merchant.request("B", ORDER, 1, 1, mailbox.url()));

            // B's second letter comes later than A's would have.
            await().until(() -> sandbox.sandbox().ledger().callbacks().size() == 2);

            assertThat(mailbox.letters())
                    .extracting(letter -> letter.open(merchant.config()).getOutRefundNo())
                    .containsExactly("A", "B", "B");
        }
    }

    @Test
    void the_handles_work_over_http() {
        try (var sandbox = SandboxServer.start(SandboxConfig.inMemory().withSettleAfter(Duration.ofHours(1)))) {
            var merchant = new Merchant(sandbox);
            var base = sandbox.baseUrl();

            assertThat(Merchant.post(
                                    base.resolve("/sandbox/scenarios"),
                                    "{\"order\":\"" + ORDER + "\",\"scenario\":\"ERROR_500_BEFORE\",\"times\":2}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(merchant.submission(Merchant.body("A", ORDER, 1, 2))
                            .send()
                            .status())
                    .isEqualTo(500);
            assertThat(merchant.submission(Merchant.body("A", ORDER, 1, 2))
                            .send()
                            .status())
                    .isEqualTo(500);
            assertThat(merchant.submission(Merchant.body("A", ORDER, 1, 2))
                            .send()
                            .status())
                    .isEqualTo(200);
            assertThat(Merchant.post(base.resolve("/sandbox/refunds/A/state"), "{\"status\":\"CLOSED\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(merchant.query("A").getStatus()).isEqualTo(Status.CLOSED);
            assertThat(Merchant.post(
                                    base.resolve("/sandbox/defaults"),
                                    "{\"scenario\":\"RATE_LIMITED\",\"delayMillis\":0}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(merchant.submission(Merchant.body("B", "42004", 1, 2))
                            .send()
                            .status())
                    .isEqualTo(429);
            assertThat(Merchant.post(base.resolve("/sandbox/balance"), "{\"fen\":5}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(Merchant.get(base.resolve("/sandbox/ledger")).body())
                    .contains("\"balance\":5", "\"outRefundNo\":\"A\"");
            assertThat(Merchant.get(base.resolve("/sandbox/scenarios")).body()).contains("CALLBACK_LOST");
            assertThat(Merchant.get(base.resolve("/sandbox/violations")).body()).isEqualTo("{\"items\":[]}");
            assertThat(Merchant.post(base.resolve("/sandbox/reset"), "{}").statusCode())
                    .isEqualTo(200);
            assertThat(sandbox.sandbox().refunds()).isEmpty();
        }
    }

    @Test
    void a_handle_says_what_is_wrong_and_is_not_for_other_sites() {
        try (var sandbox = SandboxServer.start(SandboxConfig.inMemory())) {
            var reset = sandbox.baseUrl().resolve("/sandbox/reset");
            var unknown = Merchant.post(
                    sandbox.baseUrl().resolve("/sandbox/scenarios"), "{\"order\":\"1\",\"scenario\":\"X\"}");
            var form = Merchant.exchange(HttpRequest.newBuilder(reset)
                    .header("Content-Type", "text/plain")
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build());
            var foreign = Merchant.exchange(HttpRequest.newBuilder(reset)
                    .header("Content-Type", "application/json")
                    .header("Origin", "https://evil.example")
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build());

            assertThat(unknown.statusCode()).isEqualTo(400);
            assertThat(unknown.body()).contains("X is none of");
            assertThat(form.statusCode()).isEqualTo(415);
            assertThat(foreign.statusCode()).isEqualTo(403);
        }
    }

    @Test
    void the_page_shows_everything_and_runs_nothing() {
        try (var sandbox = SandboxServer.start(SandboxConfig.inMemory())) {
            sandbox.sandbox().scenario("<script>alert(1)</script>", Scenario.CALLBACK_LOST);
            new Merchant(sandbox).submit(Merchant.request("A-1", ORDER, 1, 1, null));

            var page = Merchant.get(sandbox.baseUrl().resolve("/sandbox"));

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Security-Policy"))
                    .hasValueSatisfying(text -> assertThat(text).startsWith("default-src 'none'"));
            assertThat(page.body()).contains("A-1", ORDER, "&lt;script&gt;").doesNotContain("<script>");
            for (var scenario : Scenario.values()) {
                assertThat(page.body()).contains(scenario.name());
            }
        }
    }

    private SandboxConfig lasting() {
        return SandboxConfig.defaults().withPort(0).withDirectory(directory);
    }
}

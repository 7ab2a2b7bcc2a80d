package org.cinemarefund.ticketing.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.cinemarefund.testing.Databases;
import org.cinemarefund.testing.LocalServer;
import org.cinemarefund.ticketing.OutboundTicketing.Confirmation;
import org.cinemarefund.ticketing.TicketInstruction;
import org.cinemarefund.ticketing.TicketingUnavailable;
import org.cinemarefund.ticketing.jdbc.TicketingStorage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTicketingTest {
    private static final Duration LONG = Duration.ofSeconds(15);

    private final TicketingStorage storage = new TicketingStorage(Databases.H2);
    private LocalServer orderSystem;

    @BeforeEach
    void start() throws IOException {
        orderSystem = new LocalServer();
        storage.instructions.hold("O1", "A1");
        storage.instructions.voidTickets("O1", "A1", false);
    }

    @AfterEach
    void stop() {
        orderSystem.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1", "/api/v1/"})
    void an_instruction_is_posted_as_it_was_given_and_the_same_again(String base) throws Exception {
        orderSystem.answers(204, "");
        HttpTicketing ticketing = ticketing(orderSystem.address(base), "refunds", "wörd");

        assertThat(ticketing.confirm(TicketInstruction.VOID, "O1", "A1")).isEqualTo(Confirmation.DONE);
        assertThat(ticketing.confirm(TicketInstruction.VOID, "O1", "A1")).isEqualTo(Confirmation.DONE);

        LocalServer.Received first = orderSystem.received().get(0);
        assertThat(first.method()).isEqualTo("POST");
        assertThat(first.path()).isEqualTo("/api/v1/ticket-instructions");
        assertThat(first.headers())
                .containsEntry("idempotency-key", "A1-VOID")
                .containsEntry("content-type", "application/json")
                .containsEntry(
                        "authorization",
                        "Basic " + Base64.getEncoder().encodeToString("refunds:wörd".getBytes(StandardCharsets.UTF_8)));
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(first.body())).isEqualTo(json.readTree("""
                                {"orderNo":"O1","applicationNo":"A1","instruction":"VOID","returnCoupon":false,"at":"2026-03-02T18:00:00+08:00"}
                                """));
        assertThat(orderSystem.received())
                .hasSize(2)
                .extracting(LocalServer.Received::body)
                .containsOnly(first.body());
        assertThat(confirmed()).containsExactly("VOID");
    }

    @Test
    void without_a_password_none_is_sent() {
        ticketing(orderSystem.address(""), null, "").confirm(TicketInstruction.VOID, "O1", "A1");

        LocalServer.Received request = orderSystem.received().get(0);
        assertThat(request.path()).isEqualTo("/ticket-instructions");
        assertThat(request.headers()).doesNotContainKey("authorization");
    }

    @Test
    void used_tickets_are_an_answer_and_no_confirmation() {
        orderSystem.answers(409, "{\"code\":\"TICKETS_USED\",\"detail\":\"door 3\"}");

        assertThat(ticketing(orderSystem.address("/"), null, null).confirm(TicketInstruction.VOID, "O1", "A1"))
                .isEqualTo(Confirmation.TICKETS_USED);
        assertThat(confirmed()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "409,{\"code\":\"OTHER\"}",
                "409,TICKETS_USED",
                "409,",
                "409,[\"TICKETS_USED\"]",
                "400,{\"code\":\"TICKETS_USED\"}",
                "500,{\"code\":\"TICKETS_USED\"}",
                "401,",
                "404,",
                "503,"
            })
    void any_other_answer_is_to_be_tried_again(int status, String body) {
        orderSystem.answers(status, body == null ? "" : body);

        assertThatExceptionOfType(TicketingUnavailable.class)
                .isThrownBy(() ->
                        ticketing(orderSystem.address(""), null, null).confirm(TicketInstruction.VOID, "O1", "A1"))
                .withMessageStartingWith("票务系统未确认（HTTP " + status + "）");
        assertThat(confirmed()).isEmpty();
    }

    @Test
    void a_redirect_is_not_followed() {
        orderSystem.answers(request -> new LocalServer.Reply(307, "", Map.of("Location", "/elsewhere")));

        assertThatExceptionOfType(TicketingUnavailable.class)
                .isThrownBy(() -> ticketing(orderSystem.address(""), "refunds", "word")
                        .confirm(TicketInstruction.VOID, "O1", "A1"));
        assertThat(orderSystem.received()).hasSize(1);
    }

    @Test
    void an_order_system_that_is_away_or_silent_is_to_be_tried_again() {
        CountDownLatch never = new CountDownLatch(1);
        orderSystem.answers(request -> {
            try {
                never.await();
            } catch (InterruptedException over) {
                throw new IOException(over);
            }
            return new LocalServer.Reply(200, "");
        });
        URI address = orderSystem.address("");
        HttpTicketing impatient = new HttpTicketing(
                new TicketingProperties(address, null, null), storage.instructions, Duration.ofMillis(300));

        assertThatExceptionOfType(TicketingUnavailable.class)
                .isThrownBy(() -> impatient.confirm(TicketInstruction.VOID, "O1", "A1"))
                .withMessageStartingWith("票务系统无应答");

        orderSystem.close();
        assertThatExceptionOfType(TicketingUnavailable.class)
                .isThrownBy(() -> ticketing(address, null, null).confirm(TicketInstruction.VOID, "O1", "A1"))
                .withMessageStartingWith("票务系统无应答");
        assertThat(confirmed()).isEmpty();
    }

    @Test
    void what_was_never_given_is_not_sent() {
        assertThatIllegalStateException().isThrownBy(() -> ticketing(orderSystem.address(""), null, null)
                .confirm(TicketInstruction.RELEASE, "O1", "A1"));
        assertThat(orderSystem.received()).isEmpty();
    }

    @Test
    void without_an_address_nothing_is_configured() {
        HttpTicketing ticketing = ticketing(null, null, null);

        assertThat(ticketing.configured()).isFalse();
        assertThat(ticketing(orderSystem.address(""), null, null).configured()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> ticketing.confirm(TicketInstruction.VOID, "O1", "A1"));
    }

    @Test
    void an_unsafe_address_or_half_a_password_is_refused_at_the_start() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ticketing(URI.create("http://tickets.example.com"), null, null))
                .withMessageContaining("refund.ticketing.base-url must be https");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ticketing(orderSystem.address(""), "refunds", null))
                .withMessageContaining("refund.ticketing.password");
        assertThat(new TicketingProperties(null, "refunds", "a-word").toString())
                .doesNotContain("a-word");
    }

    private HttpTicketing ticketing(URI baseUrl, String username, String password) {
        return new HttpTicketing(new TicketingProperties(baseUrl, username, password), storage.instructions, LONG);
    }

    private List<String> confirmed() {
        return storage.jdbc
                .sql("select instruction from ticket_instruction where confirmed_at is not null")
                .query(String.class)
                .list();
    }
}

package org.cinemarefund.ticketing.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.testing.Databases;
import org.cinemarefund.testing.TestOrders;
import org.cinemarefund.ticketing.CinemaDesk;
import org.cinemarefund.ticketing.OrderDesk;
import org.cinemarefund.ticketing.jdbc.TicketingStorage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.json.Jackson2ObjectMapperBuilder;
import org.springframework.http.converter.json.MappingJackson2HttpMessageConverter;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderSystemControllerTest {
    private static final String ORDER = """
            {"transactionId":"4200001","openid":"oAbC-1_x","cinemaId":"sz-001","filmTitle":"流浪地球","hall":"3号厅",
             "showTime":"2026-03-08T19:30:00+08:00","seats":["5排6座","5排7座"],"ticketKind":"MEMBER",
             "salesChannel":"MAOYAN","paidAmount":11800,"serviceFee":600,"couponAmount":300,"bankType":"ICBC_DEBIT",
             "paidAt":"2026-03-02T10:00:00.123Z","status":"CLOSED","ticketState":"USED","screeningStatus":"CANCELLED",
             "invoiced":true,"version":7,"hallType":"IMAX","filmType":"IMPORT","memberLevel":"GOLD_2","screeningId":"s-1_A",
             "somethingNew":{"x":1}}
            """;
    private static final String CINEMA = """
            {"name":"南山影城","region":"深圳","phone":"0755-1","policyPlan":"flat-fee","reviewWorkingDays":2,
             "onOverdue":"APPROVE","autoApproveUpTo":5000}
            """;

    private final ObjectMapper json = Jackson2ObjectMapperBuilder.json()
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .featuresToDisable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();
    // One database and one web layer for all: a hundred cases would otherwise migrate a hundred databases.
    private final TicketingStorage storage = new TicketingStorage(Databases.H2);
    private MockMvc web;

    @BeforeAll
    void standalone() {
        OrderDesk orders = new OrderDesk(
                storage.orders,
                storage.cinemas,
                storage.refunds,
                TicketingStorage.NOBODY_CONCERNED,
                storage.transactions);
        CinemaDesk cinemas = new CinemaDesk(
                storage.cinemas, (cinemaId, name) -> {}, plan -> !plan.equals("no-such-plan"), storage.transactions);
        web = MockMvcBuilders.standaloneSetup(new OrderSystemController(orders, cinemas, storage.feed))
                .setMessageConverters(new MappingJackson2HttpMessageConverter(json))
                .setControllerAdvice(new BareProblems())
                .build();
    }

    @BeforeEach
    void nothingIsKnownButOneCinema() {
        for (String table : List.of("refund_application", "ticket_order", "ticket_instruction")) {
            storage.jdbc.sql("delete from " + table).update();
        }
        storage.jdbc
                .sql("delete from cinema where cinema_id <> :known")
                .param("known", TestOrders.CINEMA)
                .update();
        storage.jdbc.sql("update feed_position set seq = 0").update();
    }

    @Test
    void an_order_is_answered_as_it_is_stored() throws Exception {
        MockHttpServletResponse created = send(put("/internal/orders/O-1"), ORDER);
        MockHttpServletResponse again = send(put("/internal/orders/O-1"), ORDER);

        assertThat(created.getStatus()).isEqualTo(201);
        assertThat(again.getStatus()).isEqualTo(200);
        ObjectNode expected = object(ORDER);
        expected.remove("somethingNew");
        expected.put("orderNo", "O-1").put("paidAt", "2026-03-02T18:00:00+08:00");
        assertThat(body(created)).isEqualTo(expected);
        assertThat(body(again)).isEqualTo(expected);
    }

    @Test
    void what_may_be_missing_has_a_default() throws Exception {
        ObjectNode least = object(ORDER);
        least.remove(List.of(
                "hall",
                "salesChannel",
                "serviceFee",
                "couponAmount",
                "bankType",
                "status",
                "ticketState",
                "screeningStatus",
                "invoiced",
                "version",
                "hallType",
                "filmType",
                "memberLevel",
                "screeningId"));

        JsonNode stored = body(send(put("/internal/orders/O1"), least.toString()));

        assertThat(stored.has("hall")).isFalse();
        assertThat(stored.has("bankType")).isFalse();
        assertThat(stored.has("version")).isFalse();
        assertThat(stored.has("screeningId")).isFalse();
        assertThat(stored.get("salesChannel").textValue()).isEqualTo("MINI_PROGRAM");
        assertThat(stored.get("serviceFee").longValue()).isZero();
        assertThat(stored.get("couponAmount").longValue()).isZero();
        assertThat(stored.get("status").textValue()).isEqualTo("PAID");
        assertThat(stored.get("ticketState").textValue()).isEqualTo("ISSUED");
        assertThat(stored.get("screeningStatus").textValue()).isEqualTo("SCHEDULED");
        assertThat(stored.get("invoiced").booleanValue()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"true,,COLLECTED", "false,,ISSUED", "true,ISSUED,ISSUED", "false,USED,USED"})
    void collected_is_an_older_spelling_of_the_ticket_state(boolean collected, String state, String stored)
            throws Exception {
        ObjectNode order = object(ORDER).put("collected", collected).put("ticketState", state);

        assertThat(body(send(put("/internal/orders/O1"), order.toString()))
                        .get("ticketState")
                        .textValue())
                .isEqualTo(stored);
    }

    static Stream<String> missing() {
        return Stream.of(
                "transactionId",
                "openid",
                "cinemaId",
                "filmTitle",
                "showTime",
                "seats",
                "ticketKind",
                "paidAmount",
                "paidAt");
    }

    @ParameterizedTest
    @MethodSource("missing")
    void what_must_be_told_must_be_told(String field) throws Exception {
        ObjectNode order = object(ORDER);
        order.remove(field);
        assertThat(refusal(put("/internal/orders/O1"), order.toString())).isEqualTo("422 INVALID_REQUEST: " + field);

        order.putNull(field);
        assertThat(refusal(put("/internal/orders/O1"), order.toString())).isEqualTo("422 INVALID_REQUEST: " + field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "transactionId:\"\"",
                "transactionId:\"a b\"",
                "transactionId:4200001",
                "openid:\"ö\"",
                "openid:\"a\\n\"",
                "cinemaId:\"nowhere\"",
                "cinemaId:\"../etc\"",
                "filmTitle:\"\"",
                "filmTitle:\"  \"",
                "filmTitle:\"a\\u0000b\"",
                "filmTitle:\"a\\nb\"",
                "filmTitle:\"\\ud83d\"",
                "filmTitle:\"\\u2028x\"",
                "filmTitle:7",
                "hall:\"\\t\"",
                "hall:[]",
                "showTime:\"2026-03-08T19:30:00\"",
                "showTime:\"2026-02-30T19:30:00+08:00\"",
                "showTime:\"2026-03-08\"",
                "showTime:\"+999999-01-01T00:00:00Z\"",
                "showTime:\"1999-12-31T23:59:59Z\"",
                "showTime:1772970000",
                "paidAt:\"yesterday\"",
                "seats:[]",
                "seats:\"5排6座\"",
                "seats:[\"\"]",
                "seats:[\"5\",6]",
                "seats:[\"5\\n6\"]",
                "seats:[null]",
                "ticketKind:\"standard\"",
                "ticketKind:\"\"",
                "ticketKind:0",
                "salesChannel:\"maoyan\"",
                "salesChannel:\"\"",
                "salesChannel:1",
                "paidAmount:-1",
                "paidAmount:118.00",
                "paidAmount:1.5",
                "paidAmount:\"11800\"",
                "paidAmount:9223372036854775808",
                "paidAmount:1000000000001",
                "paidAmount:true",
                "serviceFee:-1",
                "serviceFee:11801",
                "couponAmount:-1",
                "couponAmount:0.5",
                "bankType:\"\"",
                "status:\"OPEN\"",
                "ticketState:\"LOST\"",
                "collected:\"yes\"",
                "screeningStatus:\"LATE\"",
                "invoiced:\"false\"",
                "invoiced:1",
                "version:\"7\"",
                "version:7.5",
                "correction:\"true\"",
            })
    void a_field_that_cannot_be_accepted_is_named(String fieldAndValue) throws Exception {
        String field = fieldAndValue.substring(0, fieldAndValue.indexOf(':'));
        ObjectNode order = object(ORDER);
        order.set(field, json.readTree(fieldAndValue.substring(field.length() + 1)));
        // Half a character can only travel as an escape.
        String body = json.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsString(order);

        assertThat(refusal(put("/internal/orders/O1"), body)).isEqualTo("422 INVALID_REQUEST: " + field);
        assertThat(storage.orders.find("O1")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "transactionId,32",
        "openid,64",
        "filmTitle,200",
        "hall,100",
        "salesChannel,32",
        "bankType,32",
    })
    void a_text_may_be_as_long_as_it_may_and_no_longer(String field, int most) throws Exception {
        ObjectNode order = object(ORDER);

        order.put(field, "A".repeat(most));
        assertThat(send(put("/internal/orders/O1"), order.toString()).getStatus())
                .isEqualTo(201);

        order.put(field, "A".repeat(most + 1));
        assertThat(refusal(put("/internal/orders/O1"), order.toString())).isEqualTo("422 INVALID_REQUEST: " + field);
    }

    @Test
    void an_order_has_1_to_100_seats_of_1_to_40_characters() throws Exception {
        ObjectNode order = object(ORDER);

        order.set("seats", json.valueToTree(Collections.nCopies(100, "座".repeat(40))));
        assertThat(send(put("/internal/orders/O1"), order.toString()).getStatus())
                .isEqualTo(201);

        order.set("seats", json.valueToTree(Collections.nCopies(101, "座")));
        assertThat(refusal(put("/internal/orders/O1"), order.toString())).isEqualTo("422 INVALID_REQUEST: seats");
        order.set("seats", json.valueToTree(List.of("座".repeat(41))));
        assertThat(refusal(put("/internal/orders/O1"), order.toString())).isEqualTo("422 INVALID_REQUEST: seats");
    }

    @Test
    void all_of_the_payment_may_be_service_fee_and_nothing_may_have_been_paid() throws Exception {
        ObjectNode order = object(ORDER);

        order.put("serviceFee", 11800);
        assertThat(send(put("/internal/orders/O1"), order.toString()).getStatus())
                .isEqualTo(201);
        order.put("paidAmount", 0).put("serviceFee", 0);
        assertThat(send(put("/internal/orders/O1"), order.toString()).getStatus())
                .isEqualTo(200);
    }

    @Test
    void ids_in_the_path_are_checked_like_all_others() throws Exception {
        assertThat(refusal(put("/internal/orders/{no}", "O 1"), ORDER)).isEqualTo("422 INVALID_REQUEST: orderNo");
        assertThat(refusal(put("/internal/orders/{no}", "O".repeat(65)), ORDER))
                .isEqualTo("422 INVALID_REQUEST: orderNo");
        assertThat(send(put("/internal/orders/{no}", "O".repeat(64)), ORDER).getStatus())
                .isEqualTo(201);
        assertThat(refusal(put("/internal/cinemas/{id}", "c".repeat(55)), CINEMA))
                .isEqualTo("422 INVALID_REQUEST: cinemaId");
        assertThat(refusal(put("/internal/cinemas/{id}", "影院"), CINEMA)).isEqualTo("422 INVALID_REQUEST: cinemaId");
        assertThat(send(put("/internal/cinemas/{id}", "c".repeat(54)), CINEMA).getStatus())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"order\"", "null", "7", ""})
    void a_body_that_is_no_object_is_refused(String body) throws Exception {
        assertThat(refusal(put("/internal/orders/O1"), body)).isEqualTo("422 INVALID_REQUEST: body");
    }

    @Test
    void a_change_under_a_live_refund_is_a_conflict() throws Exception {
        send(put("/internal/orders/O1"), ORDER);
        storage.application("A1", "O1", "O1");

        assertThat(refusal(
                        put("/internal/orders/O1"),
                        object(ORDER).put("paidAmount", 11900).toString()))
                .isEqualTo("409 ORDER_IN_USE");
    }

    @Test
    void a_wrong_payment_number_is_corrected_where_that_is_said() throws Exception {
        send(put("/internal/orders/O1"), ORDER);
        storage.application("A1", "O1", "O1");
        ObjectNode right = object(ORDER).put("transactionId", "4200002");

        assertThat(refusal(put("/internal/orders/O1"), right.toString())).isEqualTo("409 ORDER_IN_USE");
        MockHttpServletResponse corrected = send(
                put("/internal/orders/O1"),
                right.deepCopy().put("correction", true).toString());

        assertThat(corrected.getStatus()).isEqualTo(200);
        assertThat(body(corrected).get("transactionId").textValue()).isEqualTo("4200002");
        assertThat(body(corrected).has("correction")).isFalse();
    }

    @Test
    void a_cinema_is_answered_as_it_is_stored() throws Exception {
        MockHttpServletResponse created = send(put("/internal/cinemas/gz-9"), CINEMA);
        ObjectNode least = object(CINEMA);
        least.remove(List.of("region", "phone", "autoApproveUpTo"));
        MockHttpServletResponse replaced = send(put("/internal/cinemas/gz-9"), least.toString());

        assertThat(created.getStatus()).isEqualTo(201);
        assertThat(body(created))
                .isEqualTo(object(CINEMA).put("cinemaId", "gz-9").put("claimHours", 48));
        assertThat(replaced.getStatus()).isEqualTo(200);
        assertThat(body(replaced))
                .isEqualTo(
                        least.put("cinemaId", "gz-9").put("autoApproveUpTo", 0).put("claimHours", 48));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name:null",
                "name:\" \"",
                "region:5",
                "phone:\"\\u0007\"",
                "phone:\"请到前台\"",
                "phone:\"24小时\"",
                "policyPlan:null",
                "policyPlan:\"no-such-plan\"",
                "reviewWorkingDays:null",
                "reviewWorkingDays:0",
                "reviewWorkingDays:31",
                "reviewWorkingDays:4294967297",
                "reviewWorkingDays:1.5",
                "onOverdue:null",
                "onOverdue:\"REJECT\"",
                "claimHours:-1",
                "claimHours:2161",
                "claimHours:\"48\"",
                "autoApproveUpTo:-1",
                "autoApproveUpTo:\"0\"",
            })
    void a_cinemas_field_that_cannot_be_accepted_is_named(String fieldAndValue) throws Exception {
        String field = fieldAndValue.substring(0, fieldAndValue.indexOf(':'));
        ObjectNode cinema = object(CINEMA);
        cinema.set(field, json.readTree(fieldAndValue.substring(field.length() + 1)));

        assertThat(refusal(put("/internal/cinemas/gz-9"), cinema.toString()))
                .isEqualTo("422 INVALID_REQUEST: " + field);
        assertThat(storage.cinemas.find("gz-9")).isEmpty();
    }

    @Test
    void the_feed_is_read_from_where_the_reader_stands() throws Exception {
        storage.instructions.hold("O1", "A1");
        storage.instructions.voidTickets("O1", "A1", false);

        assertThat(body(send(get("/internal/ticket-instructions"), null))).isEqualTo(json.readTree("""
                        {"items":[
                          {"seq":1,"orderNo":"O1","applicationNo":"A1","instruction":"HOLD","at":"2026-03-02T18:00:00+08:00"},
                          {"seq":2,"orderNo":"O1","applicationNo":"A1","instruction":"VOID","returnCoupon":false,"at":"2026-03-02T18:00:00+08:00"}
                        ]}
                        """));
        assertThat(body(send(get("/internal/ticket-instructions?after=1&limit=100"), null))
                        .at("/items/0/instruction")
                        .textValue())
                .isEqualTo("VOID");
        assertThat(body(send(get("/internal/ticket-instructions?limit=1"), null))
                        .get("items"))
                .hasSize(1);
        assertThat(body(send(get("/internal/ticket-instructions?after=2"), null)))
                .isEqualTo(json.readTree("{\"items\":[]}"));
    }

    @ParameterizedTest
    @CsvSource({
        "after=x,after",
        "after=-1,after",
        "after=1.5,after",
        "after=99999999999999999999,after",
        "limit=0,limit",
        "limit=-9999999999,limit",
        "limit=101,limit",
        "limit=9999999999,limit",
        "limit=ten,limit"
    })
    void a_place_in_the_feed_is_a_number(String query, String field) throws Exception {
        assertThat(refusal(get("/internal/ticket-instructions?" + query), null))
                .isEqualTo("422 INVALID_REQUEST: " + field);
    }

    private MockHttpServletResponse send(MockHttpServletRequestBuilder request, String body) throws Exception {
        if (body != null) {
            request.contentType(MediaType.APPLICATION_JSON).content(body);
        }
        return web.perform(request).andReturn().getResponse();
    }

    private String refusal(MockHttpServletRequestBuilder request, String body) throws Exception {
        MockHttpServletResponse response = send(request, body);
        return response.getStatus() + " " + body(response).path("problem").textValue();
    }

    private JsonNode body(MockHttpServletResponse response) throws Exception {
        return json.readTree(response.getContentAsByteArray());
    }

    private ObjectNode object(String text) throws Exception {
        return (ObjectNode) json.readTree(text);
    }

    /** Stands for the platform's handling of problems, which is tested where it is. */
    @ControllerAdvice
    static class BareProblems {

        @ExceptionHandler
        ResponseEntity<Map<String, String>> problem(Problem problem) {
            return ResponseEntity.status(problem.code().status()).body(Map.of("problem", problem.getMessage()));
        }
    }
}

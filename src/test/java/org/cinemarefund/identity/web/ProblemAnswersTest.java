package org.cinemarefund.identity.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What a caller reads when something is refused or broken. */
@ExtendWith(OutputCaptureExtension.class)
class ProblemAnswersTest extends WebSlice {

    @Test
    void a_problem_has_a_stable_code_and_a_text_in_chinese_by_default() {
        var answer = get("/api/orders/none", session());

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(answer.headers().firstValue("content-language")).contains("zh-CN");
        assertThat(answer.body())
                .isEqualTo("{\"type\":\"urn:cinema-refund:problem:ORDER_NOT_FOUND\",\"title\":\"Order not found\","
                        + "\"status\":404,\"detail\":\"未找到该订单\",\"code\":\"ORDER_NOT_FOUND\","
                        + "\"instance\":\"/api/orders/none\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            en | There is no such order
            en-GB,zh;q=0.5 | There is no such order
            zh | 未找到该订单
            zh-TW | 未找到该订单
            fr | 未找到该订单
            *  | 未找到该订单
            """)
    void the_text_is_in_the_language_asked_for(String language, String text) {
        assertThat(get("/api/orders/none", and(session(language), "Accept-Language", language))
                        .body())
                .contains(text);
    }

    @Test
    void security_speaks_the_same_languages() {
        assertThat(get("/api/orders").body()).contains("请先登录");
        assertThat(get("/api/orders", "Accept-Language", "en").body()).contains("Please log in first");
        assertThat(get("/nowhere", "Accept-Language", "en").body()).contains("There is nothing here");
    }

    @Test
    void what_a_problem_carries_is_part_of_the_answer() {
        assertThat(get("/api/orders/quote", session()).body()).contains("\"quote\":{\"fee\":100}");
    }

    @Test
    void a_problem_thrown_deep_inside_is_still_that_problem() {
        assertThat(get("/api/orders/wrapped", session()).body()).contains("\"code\":\"ORDER_IN_USE\"");
    }

    @Test
    void a_database_that_is_away_and_a_lost_race_are_told_to_come_back() {
        var away = get("/api/orders/away", session());
        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(away.body()).contains("\"code\":\"TRY_LATER\"");
        assertThat(away.headers().firstValue("retry-after")).contains("5");

        var race = get("/api/orders/race", session());
        assertThat(race.statusCode()).isEqualTo(503);
        assertThat(race.headers().firstValue("retry-after")).contains("1");
    }

    @Test
    void a_fault_of_ours_tells_the_caller_an_id_and_the_log_the_reason(CapturedOutput log) {
        var answer = get("/api/orders/fault", session());

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .contains("\"code\":\"INTERNAL_ERROR\"")
                .doesNotContain("inside", "Exception", "org.", OPENID);
        var errorId = answer.body().replaceAll(".*\"errorId\":\"([^\"]+)\".*", "$1");
        assertThat(log.getAll()).containsOnlyOnce(errorId).containsOnlyOnce("IllegalStateException: the inside");
    }

    @Test
    void a_connection_of_ours_that_breaks_is_not_taken_for_a_caller_who_left() {
        assertThat(get("/api/orders/reset", session()).statusCode()).isEqualTo(500);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                            | orderNo       | required
            {"orderNo":" "}                               | orderNo       | required
            {"orderNo":"1","amount":101}                  | amount        | range
            {"orderNo":"1","amount":1.5}                  | amount        | type
            {"orderNo":"1","amount":"100"}                | amount        | type
            {"orderNo":"1","amount":99999999999999999999} | amount        | type
            {"orderNo":1}                                 | orderNo       | type
            {"orderNo":"1","reason":"NONE"}               | reason        | choice
            {"orderNo":"1","reason":0}                    | reason        | choice
            {"orderNo":"1","nested":[{},{"amount":"x"}]}  | nested[1].amount | type
            {"orderNo":"1"} trailing                      | body          | malformed
            {"orderNo":"1","orderNo":"2"}                 | body          | malformed
            {"orderNo":                                   | body          | malformed
            [1]                                           | body          | type
            "text"                                        | body          | type
            not json                                      | body          | malformed
            """)
    void a_body_that_cannot_be_accepted_names_the_field(String json, String field, String hint) {
        var answer = post("/api/refund-applications", json, session(json));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(answer.body())
                .contains("\"code\":\"INVALID_REQUEST\"")
                .contains("\"field\":\"" + field + "\"")
                .contains("\"hint\":\"" + hint + "\"");
    }

    @Test
    void the_text_says_what_is_wrong_with_the_field() {
        assertThat(post("/api/refund-applications", "{}", session()).body()).contains("请求中的 orderNo 有误：必须填写");
        assertThat(post("/api/refund-applications", "{}", and(session(), "Accept-Language", "en"))
                        .body())
                .contains("Something is wrong with orderNo: it is required");
    }

    @Test
    void json_that_is_too_deep_or_has_an_endless_string_is_refused() {
        var deep = "{\"orderNo\":\"1\",\"nested\":" + "[{\"nested\":".repeat(20);
        assertThat(post("/api/refund-applications", deep, session()).body()).contains("\"hint\":\"too-big\"");

        var ignored = "{\"orderNo\":\"1\",\"unknown\":" + "[".repeat(40) + "]".repeat(40) + "}";
        assertThat(post("/api/refund-applications", ignored, session()).statusCode())
                .isEqualTo(422);

        var endless = "{\"orderNo\":\"" + "x".repeat(66_000) + "\"}";
        assertThat(post("/api/refund-applications", endless, session()).body()).contains("\"hint\":\"too-big\"");

        var unknown = "{\"orderNo\":\"1\",\"unknown\":{\"a\":[1,2]}}";
        assertThat(post("/api/refund-applications", unknown, session()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_missing_body_and_a_parameter_of_the_wrong_type_are_invalid_too() {
        assertThat(post("/api/refund-applications", null, session()).body()).contains("\"field\":\"body\"");
        assertThat(get("/api/orders/1?limit=x", session()).body()).contains("\"field\":\"limit\"");
    }

    @Test
    void methods_formats_and_paths_that_are_not_there_are_problems() {
        var method = send("DELETE", "/api/orders", (String) null, session());
        assertThat(method.statusCode()).isEqualTo(405);
        assertThat(method.headers().firstValue("allow").orElse("")).contains("GET");
        assertThat(method.body()).contains("METHOD_NOT_ALLOWED");

        assertProblem(get("/api/orders", and(session(), "Accept", "text/html")), 406, "NOT_ACCEPTABLE");
        assertProblem(
                send("POST", "/api/refund-applications", "a=b", and(session(), "Content-Type", "text/plain")),
                415,
                "UNSUPPORTED_MEDIA_TYPE");
        assertProblem(get("/api/no-such-thing", session()), 404, "NOT_FOUND");
    }

    @Test
    void nobody_sends_more_than_a_call_needs_known_or_not() {
        var justRight = "{\"orderNo\":\"1\"," + " ".repeat(256 * 1024 - 30) + "\"amount\":1}";
        assertThat(post("/api/refund-applications", justRight, session("oRight"))
                        .statusCode())
                .isEqualTo(200);

        var tooLarge = " ".repeat(256 * 1024 + 1);
        assertProblem(post("/api/refund-applications", tooLarge, session("oRight")), 413, "PAYLOAD_TOO_LARGE");
        assertProblem(post("/api/refund-applications", tooLarge), 413, "PAYLOAD_TOO_LARGE");
        assertProblem(
                send(
                        "PUT",
                        "/internal/orders/1",
                        chunked(tooLarge),
                        and(basic("order-system", INTERNAL_PASSWORD), "Content-Type", "application/json")),
                413,
                "PAYLOAD_TOO_LARGE");
    }

    @Test
    void the_callback_has_a_smaller_limit_and_answers_in_wechats_words() {
        var tooLarge = "x".repeat(64 * 1024 + 1);

        var declared = post("/api/wechat/refund-notifications", tooLarge);
        assertThat(declared.statusCode()).isEqualTo(413);
        assertThat(declared.body()).contains("\"code\":\"FAIL\"").contains("PAYLOAD_TOO_LARGE");
        assertThat(send(
                                "POST",
                                "/api/wechat/refund-notifications",
                                chunked(tooLarge),
                                "Content-Type",
                                "application/json")
                        .statusCode())
                .isEqualTo(413);
        assertThat(post("/api/wechat/refund-notifications", "x".repeat(64 * 1024))
                        .statusCode())
                .isEqualTo(200);
        assertThat(post("/api/wechat/refund-notifications", "bad").statusCode()).isEqualTo(401);
    }

    @Test
    void compressed_bodies_are_refused() {
        assertProblem(
                post("/api/refund-applications", "{}", and(session(), "Content-Encoding", "gzip")),
                415,
                "UNSUPPORTED_MEDIA_TYPE");
        assertThat(post("/api/wechat/refund-notifications", "{}", "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(415);
        assertThat(post("/api/wechat/refund-notifications", "{}", "Content-Encoding", "identity")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_picture_may_have_five_megabytes_and_not_a_byte_more() {
        assertThat(upload(5 * 1024 * 1024).statusCode()).isEqualTo(200);
        assertProblem(upload(5 * 1024 * 1024 + 1), 413, "PAYLOAD_TOO_LARGE");
        assertThat(send(
                                "POST",
                                "/api/evidence",
                                "broken",
                                and(session(), "Content-Type", "multipart/form-data; boundary=b"))
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void what_never_became_a_request_is_a_bare_problem_without_a_word_about_the_server() {
        var answer = RawHttp.send(port, "GET /api/<> HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json", "\"status\":400");
        assertThat(answer).doesNotContain("Tomcat", "Apache", "html", "java.");
    }

    private HttpResponse<String> upload(int bytes) {
        var head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n"
                + "Content-Type: image/png\r\n\r\n";
        var body = head + "x".repeat(bytes) + "\r\n--b--\r\n";
        return send("POST", "/api/evidence", body, and(session(), "Content-Type", "multipart/form-data; boundary=b"));
    }

    private static HttpRequest.BodyPublisher chunked(String body) {
        return HttpRequest.BodyPublishers.ofInputStream(
                () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    }
}

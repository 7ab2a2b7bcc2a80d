package org.cinemarefund.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cinemarefund.evidence.image.TestPictures.CANARY;
import static org.cinemarefund.evidence.image.TestPictures.corners;
import static org.cinemarefund.evidence.image.TestPictures.joined;
import static org.cinemarefund.evidence.image.TestPictures.jpeg;
import static org.cinemarefund.evidence.image.TestPictures.withExif;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import javax.sql.DataSource;
import org.cinemarefund.evidence.image.HostileFiles;
import org.cinemarefund.process.names.RefundProcess.Step;
import org.cinemarefund.process.names.RefundProcess.Task;
import org.cinemarefund.record.Fact;
import org.cinemarefund.record.RefundEvent.Kind;
import org.cinemarefund.record.jdbc.RecordCheck;
import org.cinemarefund.sandbox.SandboxRefund.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Pictures from the phone to the reviewer and to their end. */
class PicturesTest extends MoneyScenario {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final byte[] PHOTO = withExif(jpeg(corners(60, 40)), 6);

    @Autowired
    private DataSource database;

    // --- over HTTP
    // ------------------------------------------------------------------------------------------------------

    private HttpResponse<byte[]> sends(Refund refund, byte[] file, String name) throws Exception {
        var head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\nContent-Type: text/html\r\n\r\n";
        var body =
                joined(head.getBytes(StandardCharsets.UTF_8), file, "\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8));
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/evidence"))
                        .header("Authorization", "Bearer " + refund.token())
                        .header("Content-Type", "multipart/form-data; boundary=b")
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private String uploaded(Refund refund) {
        try {
            var answer = sends(refund, PHOTO, "a.jpg");
            assertThat(answer.statusCode())
                    .as(new String(answer.body(), StandardCharsets.UTF_8))
                    .isEqualTo(201);
            return JSON.readTree(answer.body()).path("id").asText();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> uploaded(Refund refund, int times) {
        var ids = new ArrayList<String>();
        for (var i = 0; i < times; i++) {
            ids.add(uploaded(refund));
        }
        return ids;
    }

    private HttpResponse<byte[]> picture(String id, Map<String, String> headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/evidence/" + id));
        headers.forEach(request::header);
        return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> seenBy(Refund refund, String id) throws Exception {
        return picture(id, Map.of("Authorization", "Bearer " + refund.token()));
    }

    private int seenByStaff(String user, String id) throws Exception {
        return new DeskSession(port, user, user.equals("admin") ? "cinema-demo" : PASSWORD)
                .send("GET", "/api/evidence/" + id, null, false)
                .statusCode();
    }

    private Answer supplements(Refund refund, List<String> ids, String words) {
        var body = JSON.createObjectNode().put("description", words);
        body.set("evidence", JSON.valueToTree(ids));
        return refund.asMoviegoer(
                "POST", "/api/refund-applications/" + refund.applicationNo() + "/evidence-supplement", body);
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private List<String> kept(Refund refund) {
        return jdbc.sql("select id from evidence_picture where openid = ? order by uploaded_at, id")
                .param(refund.openid)
                .query(String.class)
                .list();
    }

    // --- what happens
    // ------------------------------------------------------------------------------------------------------

    @Test
    void a_picture_comes_in_upright_and_clean_and_goes_out_as_nothing_a_browser_would_run() throws Exception {
        var refund = refund().sell();

        var answer = sends(refund, PHOTO, "a.jpg");

        assertThat(answer.statusCode()).isEqualTo(201);
        var told = JSON.readTree(answer.body());
        var id = told.path("id").asText();
        assertThat(answer.headers().firstValue("location")).contains("/api/evidence/" + id);
        assertThat(told.path("contentType").asText()).isEqualTo("image/jpeg");
        var seen = seenBy(refund, id);
        assertThat(seen.statusCode()).isEqualTo(200);
        assertThat(seen.body()).hasSize(told.path("bytes").asInt());
        var headers = seen.headers();
        assertThat(headers.allValues("content-type")).containsExactly("image/jpeg");
        assertThat(headers.allValues("x-content-type-options")).containsExactly("nosniff");
        assertThat(headers.allValues("content-security-policy")).containsExactly("default-src 'none'; sandbox");
        assertThat(headers.allValues("cache-control")).containsExactly("private, no-store");
        assertThat(headers.allValues("cross-origin-resource-policy")).containsExactly("same-origin");
        assertThat(headers.map()).doesNotContainKey("set-cookie");
        assertThat(new String(seen.body(), StandardCharsets.ISO_8859_1)).doesNotContain(CANARY, "Exif");
        var picture = ImageIO.read(new ByteArrayInputStream(seen.body()));
        assertThat(picture.getWidth()).isEqualTo(40);
        assertThat(picture.getHeight()).isEqualTo(60);
    }

    @Test
    void hostile_files_are_answered_as_what_they_are_whatever_their_names_and_nothing_of_them_is_kept()
            throws Exception {
        var names = List.of(
                "a.jpg",
                "a.jpg.html",
                "..%2f..%2fetc%2fpasswd",
                "../../a.png",
                "a\\\"; filename=b.html",
                "a.jpg%00.html",
                "影票".repeat(60) + ".jpg",
                "",
                "<script>.webp");
        var wrong = new ArrayList<String>();
        var n = 0;
        var refund = refund().sell();
        for (var each : HostileFiles.all().entrySet()) {
            if (each.getValue().file().length > 1 << 20) {
                continue;
            }
            if (n % 25 == 0) {
                refund = refund().sell();
            }
            var name = names.get(n++ % names.size());

            var answer = sends(refund, each.getValue().file(), name);

            if (answer.statusCode() != each.getValue().status()) {
                wrong.add(each.getKey() + " (" + name + "): " + answer.statusCode());
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(n).isGreaterThan(60);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "--b\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--b--\r\n",
                "--b--\r\n",
                ""
            })
    void an_upload_without_a_file_is_refused(String body) throws Exception {
        var refund = refund().sell();
        var answer = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/evidence"))
                        .header("Authorization", "Bearer " + refund.token())
                        .header("Content-Type", "multipart/form-data; boundary=b")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(refund.asMoviegoer("POST", "/api/evidence", JSON.createObjectNode())
                        .status())
                .isEqualTo(415);
        assertThat(http("POST", "/api/evidence", null, Map.of()).status()).isEqualTo(401);
    }

    @Test
    void a_day_has_thirty_pictures() throws Exception {
        var refund = refund().sell();
        uploaded(refund, 30);

        var answer = sends(refund, PHOTO, "a.jpg");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValueAsLong("retry-after").orElseThrow())
                .as("until midnight in China")
                .isEqualTo(Duration.ofHours(14).toSeconds());
        assertThat(kept(refund)).hasSize(30);
    }

    @Test
    void pictures_of_an_application_are_seen_by_their_owner_and_by_who_decides() throws Exception {
        var refund = refund().sell();
        var other = refund().sell();
        var ids = uploaded(refund, 2);
        assertThat(seenByStaff(SUPERVISOR, ids.get(0))).as("of no case yet").isEqualTo(404);

        refund.wish("evidence", ids).wish("description", "座位坏了").applies();

        assertThat(texts(refund.seen().body().path("evidence"))).isEqualTo(ids);
        assertThat(texts(refund.asMoviegoer("GET", "/api/refund-applications", null)
                        .body()
                        .at("/items/0/evidence")))
                .isEqualTo(ids);
        assertThat(seenBy(refund, ids.get(1)).statusCode()).isEqualTo(200);
        assertThat(seenBy(other, ids.get(0)).statusCode()).isEqualTo(404);
        assertThat(picture(ids.get(0), Map.of()).statusCode()).isEqualTo(401);
        assertThat(seenByStaff(refund.reviewer, ids.get(0))).isEqualTo(200);
        assertThat(seenByStaff(SUPERVISOR, ids.get(0))).isEqualTo(200);
        assertThat(seenByStaff(FINANCE, ids.get(0))).isEqualTo(200);
        assertThat(seenByStaff(other.reviewer, ids.get(0))).isEqualTo(404);
        assertThat(seenByStaff("admin", ids.get(0))).isEqualTo(404);
        staff.ensureUser("serv-pictures", "S", "D", PASSWORD, "service");
        try {
            assertThat(seenByStaff("serv-pictures", ids.get(0))).isEqualTo(404);
        } finally {
            identity.deleteUser("serv-pictures");
        }
        var task = refund.taskId(Task.reviewRefund);
        var desk = JSON.readTree(new DeskSession(port, refund.reviewer, PASSWORD)
                .send("GET", "/api/desk/tasks/" + task, null, false)
                .body());
        assertThat(texts(desk.path("evidence"))).isEqualTo(ids);
        assertThat(desk.at("/history/0/detail").asText()).isEqualTo("个人原因 · 2 张图片");
    }

    @Test
    void a_picture_serves_one_application_of_its_owner() {
        var refund = refund().sell();
        var other = refund().sell();
        var ids = uploaded(refund, 7);
        for (var wrong : List.of(
                List.of("no-such-picture"),
                List.of(ids.get(0), "0123456789abcdef0123456789abcdef"),
                List.of(uploaded(other)),
                ids)) {
            var refused = refund.wish("evidence", wrong).apply().expect(422, "INVALID_REQUEST");
            assertThat(refused.text("field")).isEqualTo("evidence");
        }
        refund.wish("evidence", List.of(ids.get(0))).applies();
        refund.withdraw().expect(200);

        var again = refund.apply().expect(422, "INVALID_REQUEST");

        assertThat(again.text("field")).isEqualTo("evidence");
        refund.wish("evidence", List.of(ids.get(1))).applies();
        assertThat(texts(refund.seen().body().path("evidence"))).containsExactly(ids.get(1));
    }

    @Test
    void the_same_request_again_is_answered_the_same_with_its_pictures() {
        var refund = refund().sell();
        refund.wish("evidence", uploaded(refund, 2));
        var first = refund.apply("with-pictures").expect(201);

        assertThat(refund.apply("with-pictures").expect(201).body()).isEqualTo(first.body());
        refund.wish("evidence", List.of()).apply("with-pictures").expect(422, "IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void an_answer_to_the_cinema_brings_pictures_too_and_twelve_are_the_most_of_a_case() throws Exception {
        var refund = refund().sell();
        var ids = uploaded(refund, 13);
        refund.wish("evidence", ids.subList(0, 6)).applies();
        refund.asks(Task.reviewRefund, refund.reviewer, "请拍座位");
        supplements(refund, ids.subList(6, 13), "七张").expect(422, "INVALID_REQUEST");

        var answer = supplements(refund, ids.subList(6, 11), "五张").expect(200);

        assertThat(texts(answer.body().path("evidence"))).isEqualTo(ids.subList(0, 11));
        supplements(refund, ids.subList(6, 11), "五张").expect(409, "EVIDENCE_NOT_REQUESTED");
        refund.asks(Task.reviewRefund, refund.reviewer, "再拍");
        assertThat(supplements(refund, ids.subList(11, 13), "两张")
                        .expect(422, "INVALID_REQUEST")
                        .text("field"))
                .isEqualTo("evidence");
        supplements(refund, ids.subList(11, 12), "一张").expect(200);
        assertThat(refund.events())
                .filteredOn(line -> line.facts().has(Fact.PICTURES))
                .extracting(line -> line.kind() + " "
                        + line.words(Fact.PICTURES).orElseThrow().lines().count())
                .containsExactly("APPLIED 6", "EVIDENCE_SUPPLIED 5", "EVIDENCE_SUPPLIED 1");
        assertThat(seenBy(refund, ids.get(12)).statusCode()).isEqualTo(200);
    }

    @Test
    void a_back_end_names_pictures_of_the_moviegoer_in_the_same_way() {
        var refund = refund().sell();
        var ids = uploaded(refund, 2);
        var variables = JSON.createObjectNode();
        var given = variables.putObject("variables");
        Map.of(
                        "orderNo",
                        refund.orderNo,
                        "reason",
                        "FILM_QUALITY",
                        "applicant",
                        refund.openid,
                        "evidence",
                        String.join(",", ids))
                .forEach((name, value) ->
                        given.putObject(name).put("value", value).put("type", "String"));

        var started = engineRest(BACKEND, "POST", "/process-definition/key/refund-approval/start", variables)
                .expect(200);

        refund.known(started.text("businessKey"));
        assertThat(texts(refund.seen().body().path("evidence"))).isEqualTo(ids);
        assertThat(history.createHistoricVariableInstanceQuery()
                        .processInstanceId(started.text("id"))
                        .list())
                .extracting(each -> each.getName())
                .doesNotContain("evidence");
    }

    @Test
    void the_record_holds_a_hash_of_each_picture_and_is_whole_when_they_are_erased_with_their_owner() throws Exception {
        var refund = refund().sell();
        var ids = uploaded(refund, 3);
        refund.wish("evidence", ids.subList(0, 2)).applies();
        refund.approves(Task.reviewRefund, refund.reviewer).performs(Step.submitRefund);
        settles(refund, Status.SUCCESS);
        var line = refund.events().get(0);
        assertThat(line.kind()).isEqualTo(Kind.APPLIED);
        assertThat(line.facts().toString()).doesNotContain(ids.get(0));
        var told = internal("GET", "/internal/moviegoers/" + refund.openid + "/data", null)
                .expect(200);
        assertThat(told.body().path("evidence").findValuesAsText("id")).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(told.body().at("/evidence/0/contentType").asText()).isEqualTo("image/jpeg");

        internal("DELETE", "/internal/moviegoers/" + refund.openid + "/data", null)
                .expect(204);

        for (var id : ids) {
            assertThat(seenByStaff(SUPERVISOR, id)).isEqualTo(404);
            assertThat(jdbc.sql("select count(*) from evidence_part where picture_id = ?")
                            .param(id)
                            .query(Integer.class)
                            .single())
                    .isZero();
        }
        var broken = new ArrayList<String>();
        new RecordCheck(database).run(fault -> {
            if (fault.startsWith(refund.applicationNo())) {
                broken.add(fault);
            }
        });
        assertThat(broken).isEmpty();
        assertThat(internal("GET", "/internal/moviegoers/" + refund.openid + "/data", null)
                        .body()
                        .path("evidence"))
                .isEmpty();
    }

    @Test
    void a_refused_application_leaves_its_pictures_unused() {
        var refund = refund().sell();
        var id = uploaded(refund);

        refund.wish("evidence", List.of(id))
                .wish("quotedRefundAmount", 1)
                .apply()
                .expect(409, "QUOTE_CHANGED");

        assertThat(jdbc.sql("select application_no from evidence_picture where id = ?")
                        .param(id)
                        .query(String.class)
                        .optional())
                .isEmpty();
        refund.wish("quotedRefundAmount", 9700).applies();
        assertThat(texts(refund.seen().body().path("evidence"))).containsExactly(id);
    }
}

package org.cinemarefund.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.cinemarefund.identity.LimitsProperties;
import org.cinemarefund.identity.StaffUser;
import org.cinemarefund.identity.UploadRate;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

class EvidenceDeskTest {
    private static final Instant NOON = Instant.parse("2026-03-02T04:00:00Z");
    private static final String ALICE = "oAlice";
    private static final String BOB = "oBob";
    private static final byte[] SENT = {1, 2, 3};

    private final MemoryPictures pictures = new MemoryPictures();
    private final MovableClock clock = new MovableClock(NOON);
    private final UploadRate rate = mock(UploadRate.class);
    private int made;

    private final EvidenceDesk desk = new EvidenceDesk(
            pictures,
            sent -> new PictureMaker.Made("image/jpeg", new byte[] {(byte) made++}),
            new LimitsProperties(20, 600, 600, 30),
            rate,
            atOnce(),
            clock);

    EvidenceDeskTest() {
        when(rate.admits(any())).thenReturn(true);
    }

    private static TransactionTemplate atOnce() {
        var transaction = mock(TransactionTemplate.class);
        doAnswer(call -> {
                    call.<Consumer<TransactionStatus>>getArgument(0).accept(null);
                    return null;
                })
                .when(transaction)
                .executeWithoutResult(any());
        return transaction;
    }

    private String uploaded(String openid) {
        return desk.upload(openid, SENT).id();
    }

    private List<String> uploaded(String openid, int times) {
        var ids = new ArrayList<String>();
        for (var i = 0; i < times; i++) {
            ids.add(uploaded(openid));
        }
        return ids;
    }

    private static void refused(ProblemCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Problem.class, refusal -> assertThat(refusal.code())
                .isEqualTo(code));
    }

    private static void refusedIds(String hint, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Problem.class, refusal -> assertThat(refusal.properties())
                .containsEntry("field", "evidence")
                .containsEntry("hint", hint));
    }

    @Test
    void what_is_kept_is_the_picture_we_made_under_a_name_of_ours() {
        var picture = desk.upload(ALICE, SENT);

        assertThat(picture.id()).matches("[0-9a-f]{32}");
        assertThat(pictures.contents.get(picture.id())).containsExactly(0);
        assertThat(picture.bytes()).isEqualTo(1);
        assertThat(picture.sha256()).isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assertThat(picture.applicationNo()).isNull();
        assertThat(pictures.lookAt).containsEntry(picture.id(), NOON.plus(Duration.ofDays(1)));
        assertThat(picture.toString()).doesNotContain(ALICE);
    }

    @Test
    void a_day_in_china_has_thirty_pictures_for_each() {
        uploaded(ALICE, 30);

        assertThatThrownBy(() -> uploaded(ALICE)).isInstanceOfSatisfying(Problem.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(ProblemCode.TOO_MANY_REQUESTS);
            assertThat(refusal.properties())
                    .containsEntry("retryAfterSeconds", Duration.ofHours(12).toSeconds());
        });
        assertThat(made).as("nobody looked at the last one").isEqualTo(30);
        uploaded(BOB);
        clock.move(Duration.ofHours(12));
        uploaded(ALICE);
    }

    @Test
    void whoever_sends_file_after_file_is_stopped_before_they_are_looked_at() {
        when(rate.admits(ALICE)).thenReturn(false);
        when(rate.secondsToWait()).thenReturn(7);

        assertThatThrownBy(() -> uploaded(ALICE))
                .isInstanceOfSatisfying(Problem.class, refusal -> assertThat(refusal.properties())
                        .containsEntry("retryAfterSeconds", 7));
        assertThat(made).isZero();
    }

    @Test
    void pictures_are_given_to_a_case_in_the_order_they_were_named_and_the_record_hears_which() {
        var one = uploaded(ALICE);
        var two = uploaded(ALICE);

        var told = desk.use(ALICE, List.of(two, one, two), "R1", "c1");

        assertThat(desk.of("R1")).containsExactly(two, one);
        assertThat(told.lines())
                .containsExactly(
                        two + " " + pictures.all.get(two).sha256(),
                        one + " " + pictures.all.get(one).sha256());
        assertThat(pictures.all.get(one).cinemaId()).isEqualTo("c1");
        assertThat(desk.of("R2")).isEmpty();
        assertThat(desk.use(ALICE, List.of(), "R1", "c1")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"no-such-picture", "../../etc/passwd", "''", "0123456789abcdef0123456789abcdef"})
    void an_id_that_nobody_was_given_is_refused(String id) {
        var mine = uploaded(ALICE);

        refusedIds("evidence-unknown", () -> desk.use(ALICE, List.of(mine, id), "R1", "c1"));
        assertThat(pictures.countOf("R1")).isZero();
    }

    @Test
    void a_picture_is_used_once_and_by_its_owner() {
        var mine = uploaded(ALICE);
        refusedIds("evidence-unknown", () -> desk.use(BOB, List.of(mine), "R1", "c1"));

        desk.use(ALICE, List.of(mine), "R1", "c1");

        refusedIds("evidence-unknown", () -> desk.use(ALICE, List.of(mine), "R1", "c1"));
        refusedIds("evidence-unknown", () -> desk.use(ALICE, List.of(mine), "R2", "c1"));
    }

    @Test
    void six_at_a_time_and_twelve_of_a_case() {
        var ids = uploaded(ALICE, 20);
        refusedIds("too-many-pictures", () -> desk.use(ALICE, ids.subList(0, 7), "R1", "c1"));
        desk.use(ALICE, ids.subList(0, 6), "R1", "c1");
        desk.use(ALICE, ids.subList(6, 11), "R1", "c1");

        refusedIds("too-many-pictures", () -> desk.use(ALICE, ids.subList(11, 13), "R1", "c1"));
        desk.use(ALICE, ids.subList(11, 12), "R1", "c1");

        assertThat(desk.of("R1")).isEqualTo(ids.subList(0, 12));
    }

    @ParameterizedTest
    @CsvSource({
        "reviewers-c1, true",
        "reviewers-c2, false",
        "reviewers-c11, false",
        "supervisors, true",
        "finance, true",
        "service, false",
        "operators, false",
        "managers-c1, false",
        "camunda-admin, false",
        "backends, false"
    })
    void of_the_staff_those_see_a_picture_who_decide_about_its_case(String group, boolean seen) {
        var id = uploaded(ALICE);
        var user = new StaffUser("u", List.of(group));
        refused(ProblemCode.NOT_FOUND, () -> desk.toStaff(user, id));
        desk.use(ALICE, List.of(id), "R1", "c1");

        if (seen) {
            assertThat(desk.toStaff(user, id).content()).containsExactly(0);
        } else {
            refused(ProblemCode.NOT_FOUND, () -> desk.toStaff(user, id));
        }
    }

    @Test
    void a_moviegoer_sees_their_own_used_or_not_and_nobody_elses() {
        var id = uploaded(ALICE);

        assertThat(desk.toOwner(ALICE, id).contentType()).isEqualTo("image/jpeg");
        refused(ProblemCode.NOT_FOUND, () -> desk.toOwner(BOB, id));
        refused(ProblemCode.NOT_FOUND, () -> desk.toOwner("oalice", id));
        refused(ProblemCode.NOT_FOUND, () -> desk.toOwner(ALICE, "nothing"));
        desk.use(ALICE, List.of(id), "R1", "c1");
        assertThat(desk.toOwner(ALICE, id).content()).containsExactly(0);
    }

    @Test
    void a_case_that_goes_on_where_another_ended_names_its_pictures_again_and_leaves_them_there() {
        var first = uploaded(ALICE, 2);
        var foreign = uploaded(ALICE);
        desk.use(ALICE, first, "R1", "sz-001");
        desk.use(ALICE, List.of(foreign), "R3", "sz-001");
        var fresh = uploaded(ALICE);

        var kept = desk.use(ALICE, List.of(first.get(1), fresh), "R2", "sz-001", "R1");

        assertThat(kept.lines()).hasSize(2).first().asString().startsWith(first.get(1) + " ");
        assertThat(desk.of("R1")).containsExactlyElementsOf(first);
        assertThat(desk.of("R2")).containsExactly(fresh);
        refusedIds("evidence-unknown", () -> desk.use(ALICE, List.of(foreign), "R2", "sz-001", "R1"));
        refusedIds("evidence-unknown", () -> desk.use(ALICE, first, "R2", "sz-001"));
    }
}

package org.cinemarefund.privacy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.cinemarefund.privacy.OldPictures;
import org.cinemarefund.privacy.PersonalData;
import org.cinemarefund.record.jdbc.RecordCheck;
import org.cinemarefund.shared.jdbc.Times;
import org.cinemarefund.testing.Databases;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** Over lines that version 0.1.0 wrote, on both databases: OLD1 is open, OLD2 was refunded, OLD3 refused, all of one moviegoer. */
class PersonalDataTest {
    private static final String OWNER = "o-somebody";
    private static final Instant NOW = Instant.parse("2029-03-03T00:00:00Z");

    private static final class World {
        final DataSource source;
        final JdbcClient jdbc;
        final PersonalData data;

        World(Databases database) {
            source = database.fresh();
            var rows = new ResourceDatabasePopulator(new ClassPathResource("record/lines-of-0.1.0.sql"));
            rows.setSqlScriptEncoding("UTF-8");
            rows.execute(source);
            jdbc = JdbcClient.create(source);
            data = new JdbcPersonalData(jdbc);
        }

        void picture(String id, String openid, String applicationNo, Instant lookAt) {
            jdbc.sql(
                            "insert into evidence_picture (id, openid, uploaded_at, content_type, bytes, sha256, application_no,"
                                    + " look_at) values (:id, :openid, :at, 'image/jpeg', 3, 'x', :number, :lookAt)")
                    .param("id", id)
                    .param("openid", openid)
                    .param("at", Times.of(NOW))
                    .param("number", applicationNo)
                    .param("lookAt", Times.of(lookAt))
                    .update();
            jdbc.sql("insert into evidence_part (picture_id, nr, content) values (:id, 1, :content)")
                    .param("id", id)
                    .param("content", new byte[] {1, 2, 3})
                    .update();
        }

        List<String> kept() {
            return jdbc.sql("select id from evidence_picture order by id")
                    .query(String.class)
                    .list();
        }

        List<String> check() {
            var report = new ArrayList<String>();
            new RecordCheck(source).run(report::add);
            return report;
        }
    }

    @ParameterizedTest
    @EnumSource
    void all_of_a_moviegoer_is_found_and_nobodys_name_of_the_staff(Databases database) {
        var all = new World(database).data.of(OWNER);

        assertThat(all.orders()).hasSize(3).allMatch(order -> order.filmTitle().equals("流浪地球"));
        assertThat(all.applications())
                .extracting(one -> one.applicationNo() + " " + one.status())
                .containsExactly("OLD1 REFUNDING", "OLD2 REFUNDED", "OLD3 REJECTED");
        assertThat(all.events()).hasSize(43).extracting(one -> one.by()).doesNotContain("rev-1", "fin-1", "sup-1");
        assertThat(all.words())
                .extracting(one -> one.applicationNo() + " " + one.text())
                .contains("OLD1 座位坏了");
        assertThat(all.evidence()).isEmpty();
        assertThat(new World(database).data.of("nobody").orders()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void the_name_goes_and_the_records_stay_whole(Databases database) {
        var world = new World(database);
        assertThat(world.check()).isEmpty();

        assertThat(world.data.lock(OWNER))
                .containsExactly(
                        new PersonalData.Case("OLD1", false),
                        new PersonalData.Case("OLD2", true),
                        new PersonalData.Case("OLD3", true));
        world.data.eraseWords(List.of("OLD2", "OLD3"), NOW);
        world.data.rename(OWNER, "erased-1");

        assertThat(world.check()).isEmpty();
        assertThat(world.data.of(OWNER).applications()).isEmpty();
        assertThat(world.data.of(OWNER).orders()).isEmpty();
        assertThat(world.data.of("erased-1").applications()).hasSize(3);
        assertThat(world.jdbc
                        .sql("select description from refund_application order by application_no")
                        .query(String.class)
                        .list())
                .containsExactly("座位坏了", null, null);
        assertThat(world.jdbc
                        .sql("select facts from refund_application")
                        .query(String.class)
                        .list())
                .allMatch(facts -> facts.contains("\"erased-1\"") && !facts.contains(OWNER));
        assertThat(world.jdbc
                        .sql("select user_received_account from refund_transaction order by out_refund_no")
                        .query(String.class)
                        .list())
                .containsExactly("工商银行借记卡0128", null);
    }

    @ParameterizedTest
    @EnumSource
    void pictures_are_found_used_or_not_and_go_with_their_owner(Databases database) {
        var world = new World(database);
        world.picture("p-used", OWNER, "OLD2", NOW);
        world.picture("p-unused", OWNER, null, NOW);
        world.picture("p-of-another", "o-another", null, NOW);

        assertThat(world.data.of(OWNER).evidence())
                .extracting(one -> one.id() + " " + one.applicationNo() + " " + one.bytes())
                .containsExactlyInAnyOrder("p-used OLD2 3", "p-unused null 3");
        assertThat(world.data.of("o-another").evidence()).hasSize(1);

        world.data.erasePictures(OWNER);

        assertThat(world.data.of(OWNER).evidence()).isEmpty();
        assertThat(world.kept()).containsExactly("p-of-another");
        assertThat(world.jdbc
                        .sql("select picture_id from evidence_part")
                        .query(String.class)
                        .list())
                .containsExactly("p-of-another");
    }

    @ParameterizedTest
    @EnumSource
    void pictures_are_due_with_the_end_of_their_case(Databases database) {
        var world = new World(database);
        var pictures = new JdbcOldPictures(world.jdbc);
        world.picture("a", OWNER, "OLD1", NOW.minusSeconds(3));
        world.picture("b", OWNER, "OLD2", NOW.minusSeconds(2));
        world.picture("c", OWNER, null, NOW);
        world.picture("later", OWNER, null, NOW.plusSeconds(1));

        var due = pictures.due(NOW, 10);

        assertThat(due).extracting(OldPictures.Due::id).containsExactly("a", "b", "c");
        assertThat(due.get(0).closedAt()).isNull();
        assertThat(due.get(1).closedAt()).isNotNull();
        assertThat(due.get(2).applicationNo()).isNull();
        assertThat(pictures.due(NOW, 1)).hasSize(1);
        assertThat(pictures.removeUnused(List.of("b", "c")))
                .as("one was used meanwhile")
                .isEqualTo(1);
        assertThat(pictures.remove(List.of("a"))).isEqualTo(1);
        pictures.lookAgain("b", NOW.plusSeconds(9));
        assertThat(pictures.due(NOW, 10)).isEmpty();
        assertThat(pictures.remove(List.of()) + pictures.removeUnused(List.of()))
                .isZero();
        assertThat(world.kept()).containsExactly("b", "later");
    }

    @ParameterizedTest
    @EnumSource
    void by_time_only_what_ended_before_and_each_once(Databases database) {
        var world = new World(database);

        assertThat(world.data.withWords(Instant.parse("2026-03-02T03:00:00Z"), 10))
                .as("ended in that very moment")
                .isEmpty();
        var late = world.data.withWords(NOW, 10);
        assertThat(late).containsExactlyInAnyOrder("OLD2", "OLD3");
        assertThat(world.data.withWords(NOW, 1)).hasSize(1);

        assertThat(world.data.lockWithWords(late)).containsExactly("OLD2", "OLD3");
        world.data.eraseWords(late, NOW);

        assertThat(world.data.withWords(NOW, 10)).isEmpty();
        assertThat(world.data.lockWithWords(late)).isEmpty();
    }
}

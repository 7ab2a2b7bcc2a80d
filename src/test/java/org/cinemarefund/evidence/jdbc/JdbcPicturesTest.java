package org.cinemarefund.evidence.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.cinemarefund.evidence.Picture;
import org.cinemarefund.testing.Databases;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class JdbcPicturesTest {
    private static final Instant NOW = Instant.parse("2026-03-02T04:00:00Z");
    private static final String ALICE = "oAlice";

    private static final class World {
        final JdbcClient jdbc;
        final JdbcPictures pictures;
        final TransactionTemplate transaction;

        World(Databases database) {
            var source = database.freshWithoutParents();
            jdbc = JdbcClient.create(source);
            pictures = new JdbcPictures(jdbc);
            transaction = new TransactionTemplate(new JdbcTransactionManager(source));
        }

        Picture add(String id, String openid, Instant at, byte[] content) {
            var picture = new Picture(id, openid, at, "image/jpeg", content.length, "hash-" + id, null, null);
            pictures.add(picture, content, at.plus(Duration.ofDays(1)));
            return picture;
        }
    }

    private static byte[] content(int length) {
        var content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    /** More than a column of either database takes, and to the byte what a part of it holds. */
    @ParameterizedTest
    @EnumSource
    void a_picture_comes_out_as_it_went_in(Databases database) {
        var world = new World(database);
        for (var length : List.of(1, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 5 << 20)) {
            var content = content(length);
            var picture = world.add("p" + length, ALICE, NOW, content);

            assertThat(world.pictures.find(picture.id())).contains(picture);
            assertThat(world.pictures.content(picture.id())).isEqualTo(content);
        }
        assertThat(world.pictures.find("nothing")).isEmpty();
        assertThat(world.pictures.content("nothing")).isEmpty();
        assertThatThrownBy(() -> world.add("p1", ALICE, NOW, content(1))).isInstanceOf(DuplicateKeyException.class);
    }

    @ParameterizedTest
    @EnumSource
    void a_used_picture_is_of_its_case_and_no_longer_to_be_had(Databases database) {
        var world = new World(database);
        world.add("a", ALICE, NOW, content(1));
        world.add("b", ALICE, NOW, content(1));
        world.add("c", "oalice", NOW, content(1));

        assertThat(world.pictures.lockUnused(ALICE, List.of("a", "b", "c", "x")))
                .extracting(Picture::id)
                .containsExactly("a", "b");
        world.pictures.use("b", "R1", "c1", 1, NOW);
        world.pictures.use("a", "R1", "c1", 2, NOW);

        assertThat(world.pictures.lockUnused(ALICE, List.of("a", "b"))).isEmpty();
        assertThat(world.pictures.countOf("R1")).isEqualTo(2);
        assertThat(world.pictures.of(List.of("R1", "R2")).get("R1")).containsExactly("b", "a");
        assertThat(world.pictures.of(List.of())).isEmpty();
        assertThat(world.pictures.find("a").orElseThrow().cinemaId()).isEqualTo("c1");
    }

    @ParameterizedTest
    @EnumSource
    void pictures_are_counted_by_their_owner_and_from_a_moment_on(Databases database) {
        var world = new World(database);
        world.add("a", ALICE, NOW.minusMillis(1), content(1));
        world.add("b", ALICE, NOW, content(1));
        world.add("c", "oBob", NOW, content(1));

        assertThat(world.pictures.uploadedSince(ALICE, NOW)).isEqualTo(1);
        assertThat(world.pictures.uploadedSince(ALICE, NOW.minusMillis(1))).isEqualTo(2);
        assertThat(world.pictures.uploadedSince("oalice", NOW)).isZero();
    }

    /** Two uploads at once: the second counts what the first has added. */
    @ParameterizedTest
    @EnumSource
    void whoever_counts_for_a_moviegoer_waits_until_nobody_else_does(Databases database) throws Exception {
        var world = new World(database);
        world.add("a", ALICE, NOW, content(1));
        var counted = new CountDownLatch(1);
        var threads = Executors.newSingleThreadExecutor();
        try {
            var other = world.transaction.execute(status -> {
                world.pictures.lockUploadedSince(ALICE, NOW);
                var second = threads.submit(() -> world.transaction.execute(also -> {
                    counted.countDown();
                    return world.pictures.lockUploadedSince(ALICE, NOW);
                }));
                awaits(counted);
                world.add("b", ALICE, NOW.plusSeconds(1), content(1));
                return second;
            });

            assertThat(other.get()).isEqualTo(2);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void awaits(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

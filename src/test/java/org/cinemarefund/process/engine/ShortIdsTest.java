package org.cinemarefund.process.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShortIdsTest {
    private final ShortIds ids = new ShortIds();

    @Test
    void none_is_given_twice_whoever_asks_at_once() {
        var given = IntStream.range(0, 20_000)
                .parallel()
                .mapToObj(number -> ids.getNextId())
                .toList();

        assertThat(given).doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9a-z]{25}"));
    }

    @Test
    void a_later_one_stands_behind() {
        var given =
                IntStream.range(0, 1_000).mapToObj(number -> ids.getNextId()).toList();

        assertThat(given).isSorted();
    }

    /** Time, clock sequence and node all count: no two UUIDs become one id. */
    @Test
    void nothing_of_an_id_is_lost() {
        assertThat(ShortIds.of(UUID.fromString("3ca5b0f3-cb2c-11f0-8d5b-0242ac110002")))
                .isNotEqualTo(ShortIds.of(UUID.fromString("3ca5b0f3-cb2c-11f0-8d5b-0242ac110003")))
                .isNotEqualTo(ShortIds.of(UUID.fromString("3ca5b0f4-cb2c-11f0-8d5b-0242ac110002")))
                .isNotEqualTo(ShortIds.of(UUID.fromString("3ca5b0f3-cb2c-11f0-8d5c-0242ac110002")));
    }
}

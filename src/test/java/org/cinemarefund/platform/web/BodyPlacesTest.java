package org.cinemarefund.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.cinemarefund.platform.web.BodyPlaces.Bounds;
import org.cinemarefund.platform.web.BodyPlaces.Visit;
import org.junit.jupiter.api.Test;

class BodyPlacesTest {
    private static final int KB = 1024;

    private final BodyPlaces places = new BodyPlaces(new Bounds(10, 4, 100 * KB), new Bounds(5, 2, 40 * KB));

    @Test
    void one_network_cannot_take_what_the_others_need() {
        assertThat(enter("10.0.0.1", 5)).doesNotContainNull();
        assertThat(places.enter("10.0.0.1")).isNull();
        assertThat(enter("10.0.0.2", 5)).doesNotContainNull();
        assertThat(places.enter("10.0.0.3")).as("ten in all").isNull();
    }

    @Test
    void all_addresses_of_a_subscriber_are_one_network() {
        for (var i = 0; i < 5; i++) {
            assertThat(places.enter("2001:db8:1:2:0:0:0:" + i)).isNotNull();
        }
        assertThat(places.enter("2001:db8:1:2:ffff:0:0:9")).isNull();
        assertThat(places.enter("2001:db8:1:3:0:0:0:1")).isNotNull();
    }

    @Test
    void few_may_take_their_time_and_whoever_leaves_makes_room() {
        var visits = enter("10.0.0.1", 3);
        assertThat(visits.get(0).stay()).isTrue();
        assertThat(visits.get(1).stay()).isTrue();
        assertThat(visits.get(2).stay()).as("two of one network").isFalse();
        assertThat(visits.get(0).stay()).as("asked again").isTrue();

        visits.get(0).arrived();
        assertThat(visits.get(2).stay()).isTrue();

        enter("10.0.0.2", 2).forEach(visit -> assertThat(visit.stay()).isTrue());
        assertThat(places.enter("10.0.0.3").stay()).as("four in all").isFalse();
        visits.get(1).close();
        assertThat(places.enter("10.0.0.3").stay()).isTrue();
    }

    @Test
    void what_is_kept_has_a_bound_but_a_short_body_never_depends_on_it() {
        var large = places.enter("10.0.0.1");
        assertThat(large.keep(48 * KB)).as("8 KB of them count for nothing").isTrue();
        assertThat(large.keep(1)).isFalse();
        var neighbour = places.enter("10.0.0.1");
        assertThat(neighbour.keep(BodyPlaces.FREE_BYTES)).isTrue();
        assertThat(neighbour.keep(1)).isFalse();

        assertThat(places.enter("10.0.0.2").keep(48 * KB)).isTrue();
        assertThat(places.enter("10.0.0.3").keep(29 * KB)).as("100 KB in all").isFalse();
        large.close();
        assertThat(places.enter("10.0.0.3").keep(29 * KB)).isTrue();
    }

    @Test
    void nobody_leaves_twice() {
        var visit = places.enter("10.0.0.1");
        visit.stay();
        visit.keep(20 * KB);
        visit.close();
        visit.close();

        assertThat(visit.keep(1)).isFalse();
        assertThat(visit.stay()).isFalse();
        assertThat(places.waiting()).isZero();
        assertThat(enter("10.0.0.1", 5)).doesNotContainNull();
        assertThat(places.enter("10.0.0.1")).isNull();
    }

    private List<Visit> enter(String address, int times) {
        var visits = new ArrayList<Visit>();
        for (var i = 0; i < times; i++) {
            visits.add(places.enter(address));
        }
        return visits;
    }
}

package org.cinemarefund.platform.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;

class DatabasePoolTest {

    @Test
    void rows_for_one_table_are_sent_together_on_every_postgresql_and_h2_is_not_asked_for_it() {
        assertThat(pool("jdbc:postgresql://db:5432/refund").getDataSourceProperties())
                .containsEntry("reWriteBatchedInserts", "true");
        assertThat(pool("jdbc:h2:mem:x").getDataSourceProperties()).isEmpty();
    }

    private static DatabasePool pool(String url) {
        var settings = new DataSourceProperties();
        settings.setUrl(url);
        return new PoolConfiguration().dataSource(settings);
    }
}

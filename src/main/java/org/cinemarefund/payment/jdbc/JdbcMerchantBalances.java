package org.cinemarefund.payment.jdbc;

import java.time.Instant;
import org.cinemarefund.payment.balance.MerchantBalances;
import org.cinemarefund.shared.jdbc.Times;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcMerchantBalances implements MerchantBalances {
    private final JdbcClient jdbc;

    JdbcMerchantBalances(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public boolean beingWorkedOn(String mchId) {
        return jdbc.sql("select count(*) from merchant_balance where mch_id = :mchId")
                        .param("mchId", mchId)
                        .query(Long.class)
                        .single()
                > 0;
    }

    @Override
    public void takeOn(String mchId, Instant since) {
        jdbc.sql("insert into merchant_balance (mch_id, short_since) values (:mchId, :since)")
                .param("mchId", mchId)
                .param("since", Times.of(since))
                .update();
    }

    @Override
    public void done(String mchId) {
        jdbc.sql("delete from merchant_balance where mch_id = :mchId")
                .param("mchId", mchId)
                .update();
    }
}

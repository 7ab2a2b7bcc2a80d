package org.cinemarefund.payment.jdbc;

import java.time.Instant;
import org.cinemarefund.payment.CertificateRefusals;
import org.cinemarefund.shared.jdbc.Times;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcCertificateRefusals implements CertificateRefusals {
    private final JdbcClient jdbc;

    JdbcCertificateRefusals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public boolean told(String mchId) {
        return jdbc.sql("select count(*) from certificate_refusal where mch_id = :mchId")
                        .param("mchId", mchId)
                        .query(Long.class)
                        .single()
                > 0;
    }

    @Override
    public void tell(String mchId, Instant since) {
        jdbc.sql("insert into certificate_refusal (mch_id, refused_since) values (:mchId, :since)")
                .param("mchId", mchId)
                .param("since", Times.of(since))
                .update();
    }

    @Override
    public void forget(String mchId) {
        jdbc.sql("delete from certificate_refusal where mch_id = :mchId")
                .param("mchId", mchId)
                .update();
    }
}

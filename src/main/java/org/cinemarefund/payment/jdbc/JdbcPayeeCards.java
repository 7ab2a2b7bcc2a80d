package org.cinemarefund.payment.jdbc;

import java.time.Instant;
import java.util.Optional;
import org.cinemarefund.payment.PayeeCard;
import org.cinemarefund.payment.PayeeCards;
import org.cinemarefund.shared.jdbc.Times;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Callers hold the application's lock: two cards for one application never race here. */
@Repository
class JdbcPayeeCards implements PayeeCards {
    private final JdbcClient jdbc;

    JdbcPayeeCards(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void keep(String applicationNo, PayeeCard card, String by, Instant at) {
        delete(applicationNo);
        jdbc.sql("""
                insert into payee_card (application_no, bank_type, sealed_account, sealed_name, key_serial, given_by, given_at)
                values (:applicationNo, :bankType, :sealedAccount, :sealedName, :keySerial, :by, :at)""")
                .param("applicationNo", applicationNo)
                .param("bankType", card.bankType())
                .param("sealedAccount", card.sealedAccount())
                .param("sealedName", card.sealedName())
                .param("keySerial", card.keySerial())
                .param("by", by)
                .param("at", Times.of(at))
                .update();
    }

    @Override
    public Optional<PayeeCard> of(String applicationNo) {
        return jdbc.sql("select * from payee_card where application_no = :applicationNo")
                .param("applicationNo", applicationNo)
                .query((rs, n) -> new PayeeCard(
                        rs.getString("bank_type"),
                        rs.getString("sealed_account"),
                        rs.getString("sealed_name"),
                        rs.getString("key_serial")))
                .optional();
    }

    @Override
    public Optional<Given> given(String applicationNo) {
        return jdbc.sql("select bank_type, given_by, given_at from payee_card where application_no = :applicationNo")
                .param("applicationNo", applicationNo)
                .query((rs, n) ->
                        new Given(rs.getString("bank_type"), rs.getString("given_by"), Times.in(rs, "given_at")))
                .optional();
    }

    @Override
    public void delete(String applicationNo) {
        jdbc.sql("delete from payee_card where application_no = :applicationNo")
                .param("applicationNo", applicationNo)
                .update();
    }
}

package org.cinemarefund.payment.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cinemarefund.payment.card.PayeeCard;
import org.cinemarefund.payment.card.PayeeCards;
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
    public void keep(String applicationNo, PayeeCard card, String by, String note, Instant at) {
        delete(applicationNo);
        jdbc.sql("""
                insert into payee_card (application_no, bank_type, last_digits, sealed_account, sealed_name, key_serial,
                  given_by, note, given_at)
                values (:applicationNo, :bankType, :lastDigits, :sealedAccount, :sealedName, :keySerial, :by, :note, :at)""")
                .param("applicationNo", applicationNo)
                .param("bankType", card.bankType())
                .param("lastDigits", card.lastDigits())
                .param("sealedAccount", card.sealedAccount())
                .param("sealedName", card.sealedName())
                .param("keySerial", card.keySerial())
                .param("by", by)
                .param("note", note)
                .param("at", Times.of(at))
                .update();
    }

    @Override
    public Optional<PayeeCard> of(String applicationNo) {
        return jdbc.sql("select * from payee_card where application_no = :applicationNo")
                .param("applicationNo", applicationNo)
                .query((rs, n) -> card(rs))
                .optional();
    }

    @Override
    public Optional<Given> given(String applicationNo) {
        return Optional.ofNullable(given(List.of(applicationNo)).get(applicationNo));
    }

    @Override
    public Map<String, Given> given(Collection<String> applicationNos) {
        if (applicationNos.isEmpty()) {
            return Map.of();
        }
        var given = new HashMap<String, Given>();
        jdbc.sql("select * from payee_card where application_no in (:numbers)")
                .param("numbers", applicationNos)
                .query(row -> {
                    given.put(row.getString("application_no"), given(row));
                });
        return given;
    }

    private static Given given(ResultSet rs) throws SQLException {
        return new Given(card(rs).mark(), rs.getString("given_by"), rs.getString("note"), Times.in(rs, "given_at"));
    }

    private static PayeeCard card(ResultSet rs) throws SQLException {
        return new PayeeCard(
                rs.getString("bank_type"),
                rs.getString("last_digits"),
                rs.getString("sealed_account"),
                rs.getString("sealed_name"),
                rs.getString("key_serial"));
    }

    @Override
    public void delete(String applicationNo) {
        jdbc.sql("delete from payee_card where application_no = :applicationNo")
                .param("applicationNo", applicationNo)
                .update();
    }
}

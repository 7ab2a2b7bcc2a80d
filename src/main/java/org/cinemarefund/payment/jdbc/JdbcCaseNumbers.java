package org.cinemarefund.payment.jdbc;

import java.util.List;
import org.cinemarefund.payment.CaseNumbers;
import org.cinemarefund.payment.RefundTransaction;
import org.cinemarefund.shared.jdbc.Times;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcCaseNumbers implements CaseNumbers {
    private final JdbcClient jdbc;

    JdbcCaseNumbers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<RefundTransaction> of(String applicationNo) {
        return jdbc.sql("select * from refund_transaction where application_no = :applicationNo order by attempt desc")
                .param("applicationNo", applicationNo)
                .query(JdbcRefundTransactions::row)
                .list();
    }

    @Override
    public List<Heard> heard(List<String> outRefundNos) {
        if (outRefundNos.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("select received_at, out_refund_no, status, verdict from refund_notification"
                        + " where out_refund_no in (:numbers) order by received_at desc, id")
                .param("numbers", outRefundNos)
                .query((row, n) -> new Heard(
                        Times.in(row, "received_at"),
                        row.getString("out_refund_no"),
                        row.getString("status"),
                        row.getString("verdict")))
                .list();
    }
}

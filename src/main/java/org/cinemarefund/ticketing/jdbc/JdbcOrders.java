package org.cinemarefund.ticketing.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cinemarefund.shared.Cursor;
import org.cinemarefund.shared.Page;
import org.cinemarefund.shared.jdbc.Times;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.OrderStatus;
import org.cinemarefund.ticketing.Orders;
import org.cinemarefund.ticketing.ScreeningStatus;
import org.cinemarefund.ticketing.TicketKind;
import org.cinemarefund.ticketing.TicketState;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

@Repository
class JdbcOrders implements Orders {
    /** Stands between seats; a seat's name has no control characters. */
    private static final String SEPARATOR = "\n";

    private final JdbcClient jdbc;
    private final TransactionTemplate savepoint;
    private final Clock clock;

    JdbcOrders(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.savepoint = new TransactionTemplate(transactions);
        this.savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        this.clock = clock;
    }

    @Override
    public Optional<Order> find(String orderNo) {
        return jdbc.sql("select * from ticket_order where order_no = :orderNo")
                .param("orderNo", orderNo)
                .query(JdbcOrders::order)
                .optional();
    }

    @Override
    public Optional<Order> lock(String orderNo) {
        return jdbc.sql("select * from ticket_order where order_no = :orderNo for update")
                .param("orderNo", orderNo)
                .query(JdbcOrders::order)
                .optional();
    }

    @Override
    public Optional<Order> ofPayment(String transactionId) {
        return jdbc.sql("select * from ticket_order where transaction_id = :transactionId")
                .param("transactionId", transactionId)
                .query(JdbcOrders::order)
                .optional();
    }

    @Override
    public Page<Order> ofOwner(String openid, Cursor after, int limit) {
        String following = after == null ? "" : "and (paid_at, order_no) < (:paidAt, :orderNo) ";
        var sql = jdbc.sql("select * from ticket_order where openid = :openid " + following
                        + "order by paid_at desc, order_no desc limit :rows")
                .param("openid", openid)
                .param("rows", limit + 1);
        if (after != null) {
            sql = sql.param("paidAt", Times.of(after.at())).param("orderNo", after.id());
        }
        return Page.of(sql.query(JdbcOrders::order).list(), limit, last -> new Cursor(last.paidAt(), last.orderNo()));
    }

    @Override
    public boolean insert(Order order) {
        return unlessTaken("""
                insert into ticket_order (
                    order_no, transaction_id, openid, cinema_id, film_title, hall, show_time, seats, ticket_kind,
                    sales_channel, paid_amount, service_fee, coupon_amount, bank_type, paid_at, status, ticket_state,
                    screening_status, invoiced, version, hall_type, film_type, member_level, screening_id,
                    updated_at)
                values (
                    :orderNo, :transactionId, :openid, :cinemaId, :filmTitle, :hall, :showTime, :seats, :ticketKind,
                    :salesChannel, :paidAmount, :serviceFee, :couponAmount, :bankType, :paidAt, :status, :ticketState,
                    :screeningStatus, :invoiced, :version, :hallType, :filmType, :memberLevel, :screeningId,
                    :updatedAt)
                """, order);
    }

    @Override
    public boolean update(Order order) {
        return unlessTaken("""
                update ticket_order set
                    transaction_id = :transactionId, openid = :openid, cinema_id = :cinemaId, film_title = :filmTitle,
                    hall = :hall, show_time = :showTime, seats = :seats, ticket_kind = :ticketKind,
                    sales_channel = :salesChannel, paid_amount = :paidAmount, service_fee = :serviceFee,
                    coupon_amount = :couponAmount, bank_type = :bankType, paid_at = :paidAt, status = :status,
                    ticket_state = :ticketState, screening_status = :screeningStatus, invoiced = :invoiced,
                    version = :version, hall_type = :hallType, film_type = :filmType, member_level = :memberLevel,
                    screening_id = :screeningId,
                    updated_at = :updatedAt
                where order_no = :orderNo
                """, order);
    }

    /** A broken uniqueness spoils a transaction on PostgreSQL; the savepoint lets the caller go on and look why. */
    private boolean unlessTaken(String sql, Order order) {
        try {
            return Boolean.TRUE.equals(savepoint.execute(
                    status -> jdbc.sql(sql).params(columns(order)).update() == 1));
        } catch (DuplicateKeyException taken) {
            return false;
        }
    }

    private Map<String, Object> columns(Order order) {
        Map<String, Object> columns = new HashMap<>();
        columns.put("orderNo", order.orderNo());
        columns.put("transactionId", order.transactionId());
        columns.put("openid", order.openid());
        columns.put("cinemaId", order.cinemaId());
        columns.put("filmTitle", order.filmTitle());
        columns.put("hall", order.hall());
        columns.put("showTime", Times.of(order.showTime()));
        columns.put("seats", String.join(SEPARATOR, order.seats()));
        columns.put("ticketKind", order.ticketKind().name());
        columns.put("salesChannel", order.salesChannel());
        columns.put("paidAmount", order.paidAmount());
        columns.put("serviceFee", order.serviceFee());
        columns.put("couponAmount", order.couponAmount());
        columns.put("bankType", order.bankType());
        columns.put("paidAt", Times.of(order.paidAt()));
        columns.put("status", order.status().name());
        columns.put("ticketState", order.ticketState().name());
        columns.put("screeningStatus", order.screeningStatus().name());
        columns.put("invoiced", order.invoiced());
        columns.put("version", order.version());
        columns.put("hallType", order.hallType());
        columns.put("filmType", order.filmType());
        columns.put("memberLevel", order.memberLevel());
        columns.put("screeningId", order.screeningId());
        columns.put("updatedAt", Times.of(clock.instant()));
        return columns;
    }

    private static Order order(ResultSet row, int index) throws SQLException {
        return new Order(
                row.getString("order_no"),
                row.getString("transaction_id"),
                row.getString("openid"),
                row.getString("cinema_id"),
                row.getString("film_title"),
                row.getString("hall"),
                Times.in(row, "show_time"),
                List.of(row.getString("seats").split(SEPARATOR)),
                TicketKind.valueOf(row.getString("ticket_kind")),
                row.getString("sales_channel"),
                row.getLong("paid_amount"),
                row.getLong("service_fee"),
                row.getLong("coupon_amount"),
                row.getString("bank_type"),
                Times.in(row, "paid_at"),
                OrderStatus.valueOf(row.getString("status")),
                TicketState.valueOf(row.getString("ticket_state")),
                ScreeningStatus.valueOf(row.getString("screening_status")),
                row.getBoolean("invoiced"),
                row.getObject("version", Long.class),
                row.getString("hall_type"),
                row.getString("film_type"),
                row.getString("member_level"),
                row.getString("screening_id"));
    }
}

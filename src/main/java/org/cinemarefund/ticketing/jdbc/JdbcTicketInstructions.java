package org.cinemarefund.ticketing.jdbc;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.cinemarefund.shared.jdbc.Times;
import org.cinemarefund.ticketing.TicketInstruction;
import org.cinemarefund.ticketing.TicketInstructions;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcTicketInstructions implements TicketInstructions {
    // Two transactions that give the same instruction at once are two runs of one step: the unique key
    // fails the second, which the engine repeats, and then it finds the row.
    private static final String GIVE = """
            insert into ticket_instruction (order_no, application_no, instruction, return_coupon, at)
            select cast(:orderNo as varchar(64)), cast(:applicationNo as varchar(32)),
                cast(:instruction as varchar(16)), cast(:returnCoupon as boolean), cast(:at as timestamp with time zone)
            where not exists (
                select 1 from ticket_instruction where application_no = :applicationNo and instruction = :instruction)
            """;
    private static final String ONLY_WHAT_WAS_HELD = """
            and exists (
                select 1 from ticket_instruction where application_no = :applicationNo and instruction = 'HOLD')
            """;

    private static final String ONLY_AFTER_A_VOID_WITHOUT = """
            and exists (
                select 1 from ticket_instruction where application_no = :applicationNo and instruction = 'VOID'
                and return_coupon = false)
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    JdbcTicketInstructions(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public boolean hold(String orderNo, String applicationNo) {
        return give(GIVE, TicketInstruction.HOLD, orderNo, applicationNo, false);
    }

    @Override
    public boolean voidTickets(String orderNo, String applicationNo, boolean returnCoupon) {
        return give(GIVE, TicketInstruction.VOID, orderNo, applicationNo, returnCoupon);
    }

    @Override
    public boolean returnCoupon(String orderNo, String applicationNo) {
        return give(GIVE + ONLY_AFTER_A_VOID_WITHOUT, TicketInstruction.RETURN_COUPON, orderNo, applicationNo, true);
    }

    @Override
    public boolean release(String orderNo, String applicationNo) {
        return give(GIVE + ONLY_WHAT_WAS_HELD, TicketInstruction.RELEASE, orderNo, applicationNo, false);
    }

    @Override
    public Optional<Given> given(String applicationNo, TicketInstruction instruction) {
        return jdbc.sql("select at, return_coupon from ticket_instruction"
                        + " where application_no = :applicationNo and instruction = :instruction")
                .param("applicationNo", applicationNo)
                .param("instruction", instruction.name())
                .query((row, index) -> new Given(Times.in(row, "at"), row.getBoolean("return_coupon")))
                .optional();
    }

    @Override
    public List<Unconfirmed> couponsToReturn(long after, int limit) {
        return jdbc.sql("select id, order_no, application_no from ticket_instruction"
                        + " where instruction = 'RETURN_COUPON' and confirmed_at is null and id > :after"
                        + " order by id limit :limit")
                .param("after", after)
                .param("limit", limit)
                .query((row, index) ->
                        new Unconfirmed(row.getLong("id"), row.getString("order_no"), row.getString("application_no")))
                .list();
    }

    @Override
    public void confirmed(String applicationNo, TicketInstruction instruction) {
        jdbc.sql(
                        "update ticket_instruction set confirmed_at = :at"
                                + " where application_no = :applicationNo and instruction = :instruction and confirmed_at is null")
                .param("at", Times.of(clock.instant()))
                .param("applicationNo", applicationNo)
                .param("instruction", instruction.name())
                .update();
    }

    private boolean give(
            String sql, TicketInstruction instruction, String orderNo, String applicationNo, boolean returnCoupon) {
        return jdbc.sql(sql)
                        .param("orderNo", orderNo)
                        .param("applicationNo", applicationNo)
                        .param("instruction", instruction.name())
                        .param("returnCoupon", returnCoupon)
                        .param("at", Times.of(clock.instant()))
                        .update()
                == 1;
    }
}

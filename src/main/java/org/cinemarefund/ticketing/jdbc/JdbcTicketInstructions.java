package org.cinemarefund.ticketing.jdbc;

import java.time.Clock;
import java.time.Instant;
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
            insert into ticket_instruction (order_no, application_no, instruction, at)
            select cast(:orderNo as varchar(64)), cast(:applicationNo as varchar(32)),
                cast(:instruction as varchar(16)), cast(:at as timestamp with time zone)
            where not exists (
                select 1 from ticket_instruction where application_no = :applicationNo and instruction = :instruction)
            """;
    private static final String ONLY_WHAT_WAS_HELD = """
            and exists (
                select 1 from ticket_instruction where application_no = :applicationNo and instruction = 'HOLD')
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    JdbcTicketInstructions(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public boolean hold(String orderNo, String applicationNo) {
        return give(GIVE, TicketInstruction.HOLD, orderNo, applicationNo);
    }

    @Override
    public boolean voidTickets(String orderNo, String applicationNo) {
        return give(GIVE, TicketInstruction.VOID, orderNo, applicationNo);
    }

    @Override
    public boolean release(String orderNo, String applicationNo) {
        return give(GIVE + ONLY_WHAT_WAS_HELD, TicketInstruction.RELEASE, orderNo, applicationNo);
    }

    @Override
    public Optional<Instant> givenAt(String applicationNo, TicketInstruction instruction) {
        return jdbc.sql("select at from ticket_instruction"
                        + " where application_no = :applicationNo and instruction = :instruction")
                .param("applicationNo", applicationNo)
                .param("instruction", instruction.name())
                .query((row, index) -> Times.in(row, "at"))
                .optional();
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

    private boolean give(String sql, TicketInstruction instruction, String orderNo, String applicationNo) {
        return jdbc.sql(sql)
                        .param("orderNo", orderNo)
                        .param("applicationNo", applicationNo)
                        .param("instruction", instruction.name())
                        .param("at", Times.of(clock.instant()))
                        .update()
                == 1;
    }
}

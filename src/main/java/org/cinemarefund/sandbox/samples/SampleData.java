package org.cinemarefund.sandbox.samples;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.cinemarefund.identity.GroupNames;
import org.cinemarefund.process.access.StaffGroups;
import org.cinemarefund.sandbox.SandboxIds;
import org.cinemarefund.sandbox.Scenario;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.ticketing.Cinema;
import org.cinemarefund.ticketing.Cinema.OnOverdue;
import org.cinemarefund.ticketing.CinemaDesk;
import org.cinemarefund.ticketing.Order;
import org.cinemarefund.ticketing.OrderDesk;
import org.cinemarefund.ticketing.OrderStatus;
import org.cinemarefund.ticketing.ScreeningStatus;
import org.cinemarefund.ticketing.TicketKind;
import org.cinemarefund.ticketing.TicketState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Cinemas, staff and orders to try the product with; show times are counted from each start. */
@Component
@Profile("local")
@ConditionalOnProperty(name = "refund.sandbox.samples", matchIfMissing = true)
class SampleData implements ApplicationRunner {
    private static final Logger log = LoggerFactory.getLogger(SampleData.class);
    static final String PASSWORD = "cinema-demo";
    static final String NANSHAN = "sz-nanshan";
    static final String FUTIAN = "sz-futian";

    private final CinemaDesk cinemas;
    private final OrderDesk orders;
    private final StaffGroups staff;
    private final Clock clock;

    SampleData(CinemaDesk cinemas, OrderDesk orders, StaffGroups staff, Clock clock) {
        this.cinemas = cinemas;
        this.orders = orders;
        this.staff = staff;
        this.clock = clock;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        cinemas.upsert(new Cinema(
                NANSHAN, "星光影城（深圳南山店）", "广东深圳", "0755-12345601", "shenzhen-tiers", 2, OnOverdue.ESCALATE, 0));
        cinemas.upsert(new Cinema(
                FUTIAN, "星光影城（深圳福田店）", "广东深圳", "0755-12345602", "shenzhen-tiers", 2, OnOverdue.APPROVE, 3000));
        staff();
        orders();
    }

    private void staff() {
        staff.ensureUser("lin", "晓", "林", PASSWORD, GroupNames.reviewersOf(NANSHAN));
        staff.ensureUser("chen", "明", "陈", PASSWORD, GroupNames.reviewersOf(FUTIAN));
        staff.ensureUser("zhou", "静", "周", PASSWORD, GroupNames.SUPERVISORS);
        staff.ensureUser("qian", "芳", "钱", PASSWORD, GroupNames.FINANCE);
        staff.ensureUser("wu", "敏", "吴", PASSWORD, GroupNames.FINANCE);
        staff.ensureUser("he", "悦", "何", PASSWORD, GroupNames.SERVICE);
        staff.ensureUser("ops", "运维", "值班", PASSWORD, GroupNames.OPERATORS);
        staff.ensureUser("backend", "后台", "票务", PASSWORD, GroupNames.BACKENDS);
    }

    private void orders() {
        order("A1001", "alice", NANSHAN, "流浪地球", 72, TicketKind.STANDARD, 9800, Scenario.NORMAL);
        order("A1002", "alice", NANSHAN, "长安三万里", 20, TicketKind.STANDARD, 8800, Scenario.CALLBACK_LOST);
        order("A1003", "alice", NANSHAN, "封神", 30, TicketKind.MEMBER, 7600, Scenario.NOT_ENOUGH);
        order("A1004", "alice", NANSHAN, "满江红", 48, TicketKind.SPECIAL, 1990, Scenario.NORMAL);
        order("A1005", "alice", NANSHAN, "包场专享", 96, TicketKind.STANDARD, 168000, Scenario.NORMAL);
        order("A1006", "alice", NANSHAN, "深海", 40, TicketKind.STANDARD, 6600, Scenario.USER_ACCOUNT_ABNORMAL);
        cancelled("A1007", "alice", "三体", 9900);
        order("A1008", "alice", NANSHAN, "无名", 60, TicketKind.STANDARD, 7200, Scenario.BECOMES_ABNORMAL);
        order("B2001", "bob", FUTIAN, "哪吒之魔童降世", 26, TicketKind.STANDARD, 2500, Scenario.NORMAL);
        order("B2002", "bob", FUTIAN, "唐人街探案", 26, TicketKind.STANDARD, 12000, Scenario.TIMEOUT_AFTER_ACCEPT);
    }

    private void order(
            String orderNo,
            String owner,
            String cinemaId,
            String film,
            int hoursToShow,
            TicketKind kind,
            long paid,
            Scenario scenario) {
        upsert(orderNo, owner, cinemaId, film, hoursToShow, kind, paid, scenario, ScreeningStatus.SCHEDULED);
    }

    private void cancelled(String orderNo, String owner, String film, long paid) {
        upsert(
                orderNo,
                owner,
                NANSHAN,
                film,
                24,
                TicketKind.STANDARD,
                paid,
                Scenario.NORMAL,
                ScreeningStatus.CANCELLED);
    }

    private void upsert(
            String orderNo,
            String owner,
            String cinemaId,
            String film,
            int hoursToShow,
            TicketKind kind,
            long paid,
            Scenario scenario,
            ScreeningStatus screening) {
        var now = Instant.ofEpochSecond(clock.instant().getEpochSecond() / 300 * 300);
        try {
            orders.upsert(new Order(
                    orderNo,
                    SandboxIds.transactionId(scenario, Long.parseLong(orderNo.substring(1))),
                    SandboxIds.openidOf(owner),
                    cinemaId,
                    film,
                    "3号厅",
                    now.plus(Duration.ofHours(hoursToShow)),
                    List.of("6排8座", "6排9座"),
                    kind,
                    "MINI_PROGRAM",
                    paid,
                    300,
                    0,
                    "OTHERS",
                    now.minus(Duration.ofHours(6)),
                    OrderStatus.PAID,
                    TicketState.ISSUED,
                    screening,
                    false,
                    null));
        } catch (Problem e) {
            log.info("sample order {} stays as it is: {}", orderNo, e.code());
        }
    }
}

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
    static final String TIANHE = "gz-tianhe";

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
        cinemas.upsert(cinema(NANSHAN, "星光影城（深圳南山店）", "广东深圳", "0755-12345601", OnOverdue.ESCALATE, 0));
        cinemas.upsert(cinema(FUTIAN, "星光影城（深圳福田店）", "广东深圳", "0755-12345602", OnOverdue.APPROVE, 3000));
        // This one takes no claims, so that there is an order that nothing can be done about.
        cinemas.upsert(cinema(TIANHE, "星光影城（广州天河店）", "广东广州", "020-12345603", OnOverdue.ESCALATE, 0)
                .withClaimHours(0));
        staff();
        orders();
    }

    private static Cinema cinema(
            String cinemaId, String name, String region, String phone, OnOverdue onOverdue, long autoApproveUpTo) {
        return new Cinema(
                cinemaId,
                name,
                region,
                phone,
                "shenzhen-tiers",
                2,
                onOverdue,
                autoApproveUpTo,
                "每天 10:00—22:00",
                Cinema.CLAIM_HOURS,
                List.of());
    }

    private void staff() {
        // Two of each, so that what takes two people can be tried; a manager chooses the reviewers of one cinema.
        staff.ensureUser("lin", "晓", "林", PASSWORD, GroupNames.reviewersOf(NANSHAN));
        staff.ensureUser("huang", "琳", "黄", PASSWORD, GroupNames.reviewersOf(NANSHAN));
        staff.ensureUser("chen", "明", "陈", PASSWORD, GroupNames.reviewersOf(FUTIAN), GroupNames.reviewersOf(TIANHE));
        staff.ensureUser("zhao", "磊", "赵", PASSWORD, GroupNames.reviewersOf(FUTIAN));
        staff.ensureUser("liu", "洋", "刘", PASSWORD, GroupNames.reviewersOf(TIANHE));
        staff.ensureUser("ma", "超", "马", PASSWORD, GroupNames.managersOf(NANSHAN));
        staff.ensureUser("gao", "翔", "高", PASSWORD, GroupNames.managersOf(FUTIAN));
        staff.ensureUser("luo", "文", "罗", PASSWORD, GroupNames.managersOf(TIANHE));
        staff.ensureUser("zhou", "静", "周", PASSWORD, GroupNames.SUPERVISORS);
        staff.ensureUser("sun", "倩", "孙", PASSWORD, GroupNames.SUPERVISORS);
        staff.ensureUser("qian", "芳", "钱", PASSWORD, GroupNames.FINANCE);
        staff.ensureUser("wu", "敏", "吴", PASSWORD, GroupNames.FINANCE);
        staff.ensureUser("he", "悦", "何", PASSWORD, GroupNames.SERVICE);
        staff.ensureUser("ops", "运维", "值班", PASSWORD, GroupNames.OPERATORS);
        staff.ensureUser("backend", "后台", "票务", PASSWORD, GroupNames.BACKENDS);
    }

    private void orders() {
        var later = orderOf("alice", NANSHAN);
        later.order("A1001", "流浪地球", hoursAhead(72)).paid(9800).put();
        later.order("A1002", "长安三万里", hoursAhead(20))
                .paid(8800)
                .plays(Scenario.CALLBACK_LOST)
                .put();
        later.order("A1003", "封神", hoursAhead(30))
                .kind(TicketKind.MEMBER)
                .paid(7600)
                .plays(Scenario.NOT_ENOUGH)
                .put();
        later.order("A1004", "满江红", hoursAhead(48))
                .kind(TicketKind.SPECIAL)
                .seats("9排3座")
                .paid(1990)
                .put();
        later.order("A1005", "包场专享", hoursAhead(96)).paid(168000).put();
        later.order("A1006", "深海", hoursAhead(40))
                .paid(6600)
                .plays(Scenario.USER_ACCOUNT_ABNORMAL)
                .put();
        later.order("A1007", "三体", hoursAhead(24))
                .paid(9900)
                .screening(ScreeningStatus.CANCELLED)
                .put();
        later.order("A1008", "无名", hoursAhead(60))
                .paid(7200)
                .plays(Scenario.BECOMES_ABNORMAL)
                .put();
        fromLife();
        var bobs = orderOf("bob", FUTIAN);
        bobs.order("B2001", "哪吒之魔童降世", hoursAhead(26)).paid(2500).put();
        bobs.order("B2002", "唐人街探案", hoursAhead(26))
                .paid(12000)
                .plays(Scenario.TIMEOUT_AFTER_ACCEPT)
                .put();
        bobs.order("B2003", "好东西", hoursAhead(50))
                .hall("2号激光厅")
                .seats("7排5座")
                .paid(4590)
                .put();
    }

    /** So that each page has something to show. What {@link SampleCases} does with some of them follows once the product runs. */
    private void fromLife() {
        var nanshan = orderOf("alice", NANSHAN);
        nanshan.order("A1009", "哪吒之魔童闹海", hoursAhead(50))
                .hall("IMAX厅")
                .seats("6排7座", "6排8座", "6排9座", "6排10座")
                .paid(21600)
                .coupon(2000)
                .put();
        nanshan.order("A1010", "唐探1900", now().plus(Duration.ofMinutes(55)))
                .seats("5排6座")
                .paid(4500)
                .put();
        nanshan.order("A1011", "射雕英雄传：侠之大者", now().minus(Duration.ofMinutes(40)))
                .tickets(TicketState.USED)
                .paid(8980)
                .put();
        nanshan.order("A1012", "熊出没·重启未来", now().minus(Duration.ofMinutes(150)))
                .seats("4排5座", "4排6座", "4排7座")
                .tickets(TicketState.USED)
                .screening(ScreeningStatus.ABORTED)
                .paid(11970)
                .put();
        var tianhe = orderOf("alice", TIANHE);
        tianhe.order("A1013", "南京照相馆 首映见面会", hoursAhead(74))
                .hall("杜比影院")
                .kind(TicketKind.EVENT)
                .seats("10排12座")
                .paid(12800)
                .put();
        tianhe.order("A1014", "浪浪山小妖怪", hoursAhead(52))
                .kind(TicketKind.SPECIAL)
                .paid(3980)
                .put();
        tianhe.order("A1015", "长安的荔枝", hoursAhead(98))
                .hall("4号巨幕厅")
                .seats("8排8座", "8排9座")
                .paid(10600)
                .put();
        tianhe.order("A1016", "志愿军：浴血和平", hoursAhead(28))
                .screening(ScreeningStatus.CANCELLED)
                .paid(8600)
                .put();
    }

    private SampleOrder orderOf(String owner, String cinemaId) {
        return new SampleOrder(owner, cinemaId);
    }

    /** The same for every start within five minutes. */
    private Instant now() {
        return Instant.ofEpochSecond(clock.instant().getEpochSecond() / 300 * 300);
    }

    /** A show that far away or somewhat later: at an hour when cinemas begin one. */
    private Instant hoursAhead(int hours) {
        return CinemaHours.from(now().plus(Duration.ofHours(hours)));
    }

    /** An order as it is told, line by line; begun anew with each {@link #order}. */
    private final class SampleOrder {
        private final String owner;
        private final String cinemaId;
        private String orderNo;
        private String film;
        private Instant show;
        private String hall;
        private List<String> seats;
        private TicketKind kind;
        private TicketState tickets;
        private ScreeningStatus screening;
        private Scenario scenario;
        private long paid;
        private long coupon;

        SampleOrder(String owner, String cinemaId) {
            this.owner = owner;
            this.cinemaId = cinemaId;
        }

        SampleOrder order(String number, String title, Instant at) {
            orderNo = number;
            film = title;
            show = at;
            hall = "3号厅";
            seats = List.of("6排8座", "6排9座");
            kind = TicketKind.STANDARD;
            tickets = TicketState.ISSUED;
            screening = ScreeningStatus.SCHEDULED;
            scenario = Scenario.NORMAL;
            coupon = 0;
            return this;
        }

        SampleOrder hall(String told) {
            hall = told;
            return this;
        }

        SampleOrder kind(TicketKind told) {
            kind = told;
            return this;
        }

        SampleOrder tickets(TicketState told) {
            tickets = told;
            return this;
        }

        SampleOrder screening(ScreeningStatus told) {
            screening = told;
            return this;
        }

        SampleOrder plays(Scenario told) {
            scenario = told;
            return this;
        }

        SampleOrder paid(long told) {
            paid = told;
            return this;
        }

        SampleOrder coupon(long told) {
            coupon = told;
            return this;
        }

        SampleOrder seats(String... told) {
            seats = List.of(told);
            return this;
        }

        void put() {
            try {
                orders.upsert(new Order(
                        orderNo,
                        SandboxIds.transactionId(scenario, Long.parseLong(orderNo.substring(1))),
                        SandboxIds.openidOf(owner),
                        cinemaId,
                        film,
                        hall,
                        show,
                        seats,
                        kind,
                        "MINI_PROGRAM",
                        paid,
                        300,
                        coupon,
                        "OTHERS",
                        now().minus(Duration.ofHours(6)),
                        OrderStatus.PAID,
                        tickets,
                        screening,
                        false,
                        null));
            } catch (Problem e) {
                log.info("sample order {} stays as it is: {}", orderNo, e.code());
            }
        }
    }
}

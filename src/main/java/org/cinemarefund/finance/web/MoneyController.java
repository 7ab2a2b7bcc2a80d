package org.cinemarefund.finance.web;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.cinemarefund.finance.MoneyInFlight;
import org.cinemarefund.finance.MoneyInFlight.Item;
import org.cinemarefund.finance.MoneyInFlight.Part;
import org.cinemarefund.finance.MoneyInFlight.Sum;
import org.cinemarefund.finance.MoneyState;
import org.cinemarefund.identity.StaffRole;
import org.cinemarefund.identity.web.StaffSession;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Csv;
import org.cinemarefund.shared.Cursor;
import org.cinemarefund.shared.OneOf;
import org.cinemarefund.shared.Page;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.ProblemCode;
import org.cinemarefund.shared.VisibleText;
import org.cinemarefund.shared.Yuan;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Money under way by state and age, refund by refund, and as a table to take along; for those who watch over it. */
@RestController
class MoneyController {
    /** As RFC 3339 spells them: a day is not {@code PT24H}. */
    private static final List<String> AGES = List.of("PT1H", "P1D", "P3D", "P7D");

    private static final List<Duration> DURATIONS =
            AGES.stream().map(Duration::parse).toList();
    private static final DateTimeFormatter IN_NAMES = DateTimeFormatter.ofPattern("yyyyMMdd-HHmm");
    private static final DateTimeFormatter IN_CELLS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final List<String> COLUMNS = List.of(
            "application", "order", "cinema", "state", "amount", "since", "hours", "number", "wechat", "payment");

    private static final int USUAL_PAGE = 50;

    /** Each holds a connection to the database for as long as the browser reads. */
    private static final int DOWNLOADS_AT_ONCE = 2;

    private final Semaphore downloads = new Semaphore(DOWNLOADS_AT_ONCE);
    private final StaffSession session;
    private final MoneyInFlight money;
    private final MoneyTexts texts;
    private final MessageSource messages;
    private final Clock clock;

    MoneyController(StaffSession session, MoneyInFlight money, MoneyTexts texts, MessageSource messages, Clock clock) {
        this.session = session;
        this.money = money;
        this.texts = texts;
        this.messages = messages;
        this.clock = clock;
    }

    /** @param upTo the age it ends with, the one before begins it; missing for all that is older */
    record MoneyAgeView(@Nullable String upTo, long count, long fen) {}

    /**
     * @param next who has to act, or what happens by itself
     * @param oldestSince when the oldest of it was approved
     */
    record MoneyStateView(
            MoneyState state,
            String stateText,
            String next,
            long count,
            long fen,
            OffsetDateTime oldestSince,
            List<MoneyAgeView> ages) {}

    record MoneyTotalView(long count, long fen, @Nullable OffsetDateTime oldestSince, List<MoneyAgeView> ages) {}

    /** @param at when this was so */
    record MoneyInFlightView(OffsetDateTime at, MoneyTotalView total, List<MoneyStateView> items) {}

    /** @param outRefundNo missing for what is owed beside a refund */
    record MoneyItemView(
            String applicationNo,
            String orderNo,
            String cinema,
            long fen,
            OffsetDateTime since,
            @Nullable String outRefundNo,
            @Nullable String refundId) {}

    @GetMapping("/api/desk/money")
    MoneyInFlightView byState(HttpServletRequest request, Locale locale) {
        requireReader(request);
        var now = clock.instant();
        var parts = money.byState(now, DURATIONS);
        var none = DURATIONS.stream().map(duration -> Sum.NOTHING).toList();
        var all = parts.stream().map(Part::sum).reduce(Sum.NOTHING, Sum::plus);
        var younger = parts.stream().map(Part::younger).reduce(none, MoneyController::added);
        return new MoneyInFlightView(
                ChinaTime.of(now),
                new MoneyTotalView(
                        all.count(),
                        all.fen(),
                        parts.stream()
                                .map(Part::oldestSince)
                                .min(Instant::compareTo)
                                .map(ChinaTime::of)
                                .orElse(null),
                        ages(all, younger)),
                parts.stream()
                        .map(part -> new MoneyStateView(
                                part.state(),
                                texts.state(part.state(), locale),
                                texts.next(part.state(), locale),
                                part.sum().count(),
                                part.sum().fen(),
                                ChinaTime.of(part.oldestSince()),
                                ages(part.sum(), part.younger())))
                        .toList());
    }

    private static List<Sum> added(List<Sum> some, List<Sum> more) {
        var sums = new ArrayList<Sum>();
        for (var i = 0; i < some.size(); i++) {
            sums.add(some.get(i).plus(more.get(i)));
        }
        return sums;
    }

    /** What is younger than each age becomes what lies between it and the one before. */
    private static List<MoneyAgeView> ages(Sum all, List<Sum> younger) {
        var views = new ArrayList<MoneyAgeView>();
        var before = Sum.NOTHING;
        for (var i = 0; i < AGES.size(); i++) {
            var here = younger.get(i).minus(before);
            views.add(new MoneyAgeView(AGES.get(i), here.count(), here.fen()));
            before = younger.get(i);
        }
        var older = all.minus(before);
        views.add(new MoneyAgeView(null, older.count(), older.fen()));
        return views;
    }

    @GetMapping("/api/desk/money/{state}")
    Page<MoneyItemView> in(
            @PathVariable String state,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit,
            HttpServletRequest request) {
        requireReader(request);
        var asked = OneOf.of("state", state, MoneyState.class);
        var most = Page.limit(limit, USUAL_PAGE);
        var rows = money.in(asked, Cursor.decode(cursor).orElse(null), most + 1);
        return Page.of(rows, most, item -> new Cursor(item.since(), item.number()))
                .map(item -> new MoneyItemView(
                        item.applicationNo(),
                        item.orderNo(),
                        VisibleText.of(item.cinema()),
                        item.fen(),
                        ChinaTime.of(item.since()),
                        item.outRefundNo(),
                        item.refundId()));
    }

    /** A row for each sum, the oldest first; all of one instant, so that the rows add up to the figures. */
    @GetMapping("/api/desk/money.csv")
    @ApiResponse(responseCode = "200", content = @Content(mediaType = "text/csv", schema = @Schema(type = "string")))
    void table(HttpServletRequest request, HttpServletResponse response, Locale locale) throws IOException {
        requireReader(request);
        if (!downloads.tryAcquire()) {
            throw new Problem(ProblemCode.TRY_LATER);
        }
        try {
            write(response, locale);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            downloads.release();
        }
    }

    private void write(HttpServletResponse response, Locale locale) throws IOException {
        var now = clock.instant();
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename("refunds-in-flight-" + IN_NAMES.format(ChinaTime.of(now)) + ".csv")
                        .build()
                        .toString());
        var out = new BufferedWriter(new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8));
        var csv = new Csv(out);
        csv.row(COLUMNS.stream()
                .map(column -> messages.getMessage("money.column." + column, null, locale))
                .toArray());
        money.each(item -> {
            try {
                csv.row(cells(item, now, locale));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        out.flush();
    }

    private Object[] cells(Item item, Instant now, Locale locale) {
        return Stream.of(
                        item.applicationNo(),
                        item.orderNo(),
                        VisibleText.of(item.cinema()),
                        texts.state(item.state(), locale),
                        new Csv.Plain(Yuan.of(item.fen())),
                        new Csv.Plain(IN_CELLS.format(ChinaTime.of(item.since()))),
                        Math.max(0, Duration.between(item.since(), now).toHours()),
                        item.outRefundNo(),
                        item.refundId(),
                        item.transactionId())
                .toArray();
    }

    private void requireReader(HttpServletRequest request) {
        session.requiredAs(request, StaffRole.FINANCE, StaffRole.SUPERVISOR, StaffRole.OPERATOR);
    }
}

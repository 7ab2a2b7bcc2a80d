package org.cinemarefund.desk.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.OffsetDateTime;
import java.util.Locale;
import org.cinemarefund.desk.CaseDesk;
import org.cinemarefund.desk.CaseDesk.Listed;
import org.cinemarefund.desk.CaseDesk.Question;
import org.cinemarefund.desk.web.CaseFile.WaitingView;
import org.cinemarefund.identity.web.StaffSession;
import org.cinemarefund.record.RefundStatus;
import org.cinemarefund.shared.ChinaDay;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Cursor;
import org.cinemarefund.shared.OneOf;
import org.cinemarefund.shared.Page;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.VisibleText;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Staff of every kind find a case and read it. */
@RestController
class CaseSearchController {
    /** As long as the longest number or openid. */
    private static final int LONGEST = 64;

    private final StaffSession session;
    private final CaseDesk desk;
    private final CaseFiles files;

    CaseSearchController(StaffSession session, CaseDesk desk, CaseFiles files) {
        this.session = session;
        this.desk = desk;
        this.files = files;
    }

    /**
     * A case in a list.
     *
     * @param refundAmount fen
     * @param waitingSince missing where it waits for nobody
     */
    record CaseItem(
            String applicationNo,
            String orderNo,
            String cinemaId,
            String cinema,
            String filmTitle,
            OffsetDateTime showTime,
            RefundStatus status,
            String statusText,
            long refundAmount,
            OffsetDateTime appliedAt,
            OffsetDateTime updatedAt,
            WaitingView waitingFor,
            @Nullable OffsetDateTime waitingSince) {}

    /**
     * @param q a whole number of an order, application, payment or refund, or an openid from its beginning, six characters or more
     * @param from the first day of applying, in China
     * @param to the last one
     */
    @GetMapping("/api/desk/cases")
    Page<CaseItem> find(
            @RequestParam(name = "q", required = false) String q,
            @RequestParam(name = "cinemaId", required = false) String cinemaId,
            @RequestParam(name = "status", required = false) String status,
            @RequestParam(name = "from", required = false) String from,
            @RequestParam(name = "to", required = false) String to,
            @RequestParam(name = "limit", required = false) Integer limit,
            @RequestParam(name = "cursor", required = false) String cursor,
            HttpServletRequest request,
            Locale locale) {
        var reader = session.required(request);
        desk.requireReader(reader);
        var question = new Question(
                text("q", q),
                text("cinemaId", cinemaId),
                status(status),
                ChinaDay.of("from", from).map(ChinaTime::start).orElse(null),
                ChinaDay.of("to", to)
                        .map(day -> ChinaTime.start(day.plusDays(1)))
                        .orElse(null));
        return desk.find(reader, question, Cursor.decode(cursor).orElse(null), Page.limit(limit))
                .map(each -> item(each, locale));
    }

    @GetMapping("/api/desk/cases/{applicationNo}")
    CaseFile one(@PathVariable("applicationNo") String applicationNo, HttpServletRequest request, Locale locale) {
        var reader = session.required(request);
        return files.of(desk.open(reader, applicationNo), reader, locale);
    }

    private CaseItem item(Listed listed, Locale locale) {
        var application = listed.application();
        var order = application.order();
        return new CaseItem(
                application.applicationNo(),
                order.orderNo(),
                order.cinemaId(),
                VisibleText.of(listed.cinema().name()),
                VisibleText.of(order.filmTitle()),
                ChinaTime.of(order.showTime()),
                application.status(),
                files.status(application, locale),
                application.deal().refundAmount(),
                ChinaTime.of(application.appliedAt()),
                ChinaTime.of(listed.updatedAt()),
                files.waitingFor(listed.waiting(), locale),
                ChinaTime.orNull(listed.waiting().since()));
    }

    /** Without what surrounds it when it is copied; missing when there is nothing. */
    private static @Nullable String text(String field, @Nullable String asked) {
        var text = asked == null ? "" : asked.strip();
        if (text.length() > LONGEST) {
            throw Problem.invalid(field, "too-long");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw Problem.invalid(field, "control-characters");
        }
        return text.isEmpty() ? null : text;
    }

    private static @Nullable RefundStatus status(@Nullable String asked) {
        return asked == null || asked.isEmpty() ? null : OneOf.of("status", asked, RefundStatus.class);
    }
}

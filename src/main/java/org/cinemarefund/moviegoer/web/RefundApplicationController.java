package org.cinemarefund.moviegoer.web;

import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.cinemarefund.application.RefundApplication;
import org.cinemarefund.application.Registration;
import org.cinemarefund.identity.Moviegoer;
import org.cinemarefund.moviegoer.RefundDesk;
import org.cinemarefund.moviegoer.web.RefundViews.ApplicationView;
import org.cinemarefund.notice.NoticeKind;
import org.cinemarefund.policy.RefundReason;
import org.cinemarefund.shared.Cursor;
import org.cinemarefund.shared.Page;
import org.cinemarefund.shared.Problem;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A moviegoer's refund applications. */
@RestController
@RequestMapping("/api/refund-applications")
class RefundApplicationController {
    private final RefundDesk desk;
    private final ApplyOnce applyOnce;
    private final RefundViews views;

    RefundApplicationController(RefundDesk desk, ApplyOnce applyOnce, RefundViews views) {
        this.desk = desk;
        this.applyOnce = applyOnce;
        this.views = views;
    }

    /**
     * What the mini-program sends. Amounts are fen; nobody can type what they get back.
     *
     * @param amount what the form showed as paid
     * @param quotedRefundAmount what the quote promised
     */
    record ApplyRequest(
            String orderNo,
            RefundReason reason,
            String description,
            Long amount,
            Long quotedRefundAmount,
            List<String> evidence,
            List<NoticeKind> acceptedNotices,
            Boolean noticeAccepted) {}

    record AppealRequest(String description, List<String> evidence, List<NoticeKind> acceptedNotices) {}

    record SupplementRequest(List<String> evidence, String description, List<NoticeKind> acceptedNotices) {}

    @PostMapping
    ResponseEntity<ApplicationView> apply(
            Moviegoer moviegoer,
            @RequestBody ApplyRequest request,
            @RequestHeader(name = "Idempotency-Key", required = false) String key,
            Locale locale) {
        if (request.orderNo() == null || !request.orderNo().matches("[0-9A-Za-z_-]{1,64}")) {
            throw Problem.invalid("orderNo", request.orderNo() == null ? "required" : "malformed-id");
        }
        if (request.reason() == null) {
            throw Problem.invalid("reason", "required");
        }
        var registration = new Registration(
                request.orderNo(),
                request.reason(),
                request.description(),
                moviegoer.openid(),
                ids(request.evidence()),
                request.amount(),
                request.quotedRefundAmount(),
                accepted(request.acceptedNotices(), Boolean.TRUE.equals(request.noticeAccepted())),
                tag(locale));
        var application = applyOnce.apply(registration, key, locale);
        return created(application, locale);
    }

    private static String tag(Locale locale) {
        return locale.getLanguage().equals("en") ? "en" : "zh-CN";
    }

    private ResponseEntity<ApplicationView> created(RefundApplication application, Locale locale) {
        return ResponseEntity.created(URI.create("/api/refund-applications/" + application.applicationNo()))
                .body(view(application, locale));
    }

    @PostMapping("/{applicationNo}/appeal")
    ResponseEntity<ApplicationView> appeal(
            Moviegoer moviegoer, @PathVariable String applicationNo, @RequestBody AppealRequest asked, Locale locale) {
        var appeal = desk.appeal(
                moviegoer.openid(),
                applicationNo,
                asked.description(),
                ids(asked.evidence()),
                accepted(asked.acceptedNotices(), false),
                tag(locale));
        return created(appeal, locale);
    }

    @GetMapping
    Page<ApplicationView> list(
            Moviegoer moviegoer,
            @RequestParam(required = false) String cursor,
            @RequestParam(required = false) Integer limit,
            Locale locale) {
        var page = desk.list(moviegoer.openid(), Cursor.decode(cursor), Page.limit(limit));
        var events = desk.events(
                page.items().stream().map(RefundApplication::applicationNo).toList());
        return page.map(views.applications(
                page.items(), events, desk.pictures(events), desk.appealableUntil(page.items()), locale));
    }

    @GetMapping("/{applicationNo}")
    ApplicationView one(Moviegoer moviegoer, @PathVariable String applicationNo, Locale locale) {
        return view(desk.find(moviegoer.openid(), applicationNo), locale);
    }

    @PostMapping("/{applicationNo}/withdrawal")
    ApplicationView withdraw(Moviegoer moviegoer, @PathVariable String applicationNo, Locale locale) {
        return view(desk.withdraw(moviegoer.openid(), applicationNo), locale);
    }

    @PostMapping("/{applicationNo}/evidence-supplement")
    ApplicationView supplement(
            Moviegoer moviegoer,
            @PathVariable String applicationNo,
            @RequestBody SupplementRequest request,
            Locale locale) {
        return view(
                desk.supplyEvidence(
                        moviegoer.openid(),
                        applicationNo,
                        request.description(),
                        ids(request.evidence()),
                        accepted(request.acceptedNotices(), false)),
                locale);
    }

    private static List<String> ids(List<String> given) {
        if (given == null) {
            return List.of();
        }
        if (given.contains(null)) {
            throw Problem.invalid("evidence", "evidence-unknown");
        }
        return given;
    }

    private static Set<NoticeKind> accepted(List<NoticeKind> kinds, boolean all) {
        var accepted = EnumSet.noneOf(NoticeKind.class);
        if (all) {
            accepted.addAll(NoticeKind.asked());
        } else if (kinds != null) {
            if (!NoticeKind.asked()
                    .containsAll(kinds.stream().filter(Objects::nonNull).toList())) {
                throw Problem.invalid("acceptedNotices", "unknown-value");
            }
            kinds.stream().filter(Objects::nonNull).forEach(accepted::add);
        }
        return accepted;
    }

    private ApplicationView view(RefundApplication application, Locale locale) {
        var events = desk.events(application.applicationNo());
        return views.application(
                application,
                events,
                desk.pictures(application.applicationNo(), events),
                desk.appealableUntil(List.of(application)).get(application.applicationNo()),
                locale);
    }
}

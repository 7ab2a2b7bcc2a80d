package org.cinemarefund.staff.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.cinemarefund.identity.StaffRole;
import org.cinemarefund.identity.web.StaffSession;
import org.cinemarefund.shared.ChinaDay;
import org.cinemarefund.shared.ChinaTime;
import org.cinemarefund.shared.Cursor;
import org.cinemarefund.shared.Page;
import org.cinemarefund.shared.Problem;
import org.cinemarefund.shared.UserId;
import org.cinemarefund.staff.StaffDesk;
import org.cinemarefund.staff.StaffRecord;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Who the staff are (told by the order system), and what became of their groups (read by those who watch over it). */
@RestController
class StaffController {
    private static final Pattern OPENID = Pattern.compile("[0-9A-Za-z_-]{1,64}");
    /** Far more phones than anybody has. */
    private static final int MOST_OPENIDS = 20;

    private final StaffDesk desk;
    private final StaffRecord record;
    private final StaffSession session;

    StaffController(StaffDesk desk, StaffRecord record, StaffSession session) {
        this.desk = desk;
        this.record = record;
        this.session = session;
    }

    /** @param openids their own mini-program identities, all of them */
    record OpenidsBody(List<String> openids) {}

    /**
     * @param by a user, or {@code system}
     * @param group for ADDED and REMOVED
     * @param applicationNo for LOOKED
     */
    record RecordView(
            OffsetDateTime at, String by, StaffRecord.Event event, String userId, String group, String applicationNo) {

        static RecordView of(StaffRecord.Line line) {
            return new RecordView(
                    ChinaTime.of(line.at()),
                    line.by(),
                    line.event(),
                    line.userId(),
                    line.group(),
                    line.applicationNo());
        }
    }

    @PutMapping("/internal/staff/{userId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content = @Content(schema = @Schema(implementation = OpenidsBody.class)))
    void tie(@PathVariable("userId") String userId, @RequestBody(required = false) JsonNode body) {
        if (!UserId.fits(userId)) {
            throw Problem.invalid("userId", "user-id");
        }
        desk.tie(userId, openids(body));
    }

    @GetMapping("/api/desk/staff-record")
    Page<RecordView> record(
            @RequestParam(name = "userId", required = false) String userId,
            @RequestParam(name = "from", required = false) String from,
            @RequestParam(name = "limit", required = false) Integer limit,
            @RequestParam(name = "cursor", required = false) String cursor,
            HttpServletRequest request) {
        session.requiredAs(request, StaffRole.SUPERVISOR, StaffRole.OPERATOR);
        if (userId != null && !UserId.fits(userId)) {
            throw Problem.invalid("userId", "user-id");
        }
        var size = Page.limit(limit);
        var lines = record.newestFirst(
                userId,
                ChinaDay.of("from", from).map(ChinaTime::start).orElse(null),
                Cursor.decode(cursor).orElse(null),
                size + 1);
        return Page.of(lines, size, line -> new Cursor(line.at(), Long.toString(line.nr())))
                .map(RecordView::of);
    }

    private static Set<String> openids(JsonNode body) {
        if (body == null || !body.isObject()) {
            throw Problem.invalid("body", "object");
        }
        var sent = body.path("openids");
        if (sent.isMissingNode() || sent.isNull()) {
            throw Problem.invalid("openids", "required");
        }
        if (!sent.isArray() || sent.size() > MOST_OPENIDS) {
            throw Problem.invalid("openids", "openids");
        }
        var openids = new LinkedHashSet<String>();
        for (JsonNode openid : sent) {
            if (!openid.isTextual() || !OPENID.matcher(openid.textValue()).matches()) {
                throw Problem.invalid("openids", "id");
            }
            openids.add(openid.textValue());
        }
        return openids;
    }
}

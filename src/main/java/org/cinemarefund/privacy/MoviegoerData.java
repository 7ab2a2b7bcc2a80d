package org.cinemarefund.privacy;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is stored about one moviegoer. Money in fen, times in +08:00.
 *
 * @param evidence the pictures they gave us, used or not; what is on them is shown under their ids
 */
public record MoviegoerData(
        List<OrderData> orders,
        List<ApplicationData> applications,
        List<EventData> events,
        List<WordsData> words,
        List<EvidenceData> evidence,
        List<NoticeData> notices) {

    /** An order as the order system told it. */
    public record OrderData(
            String orderNo,
            String transactionId,
            String cinemaId,
            String filmTitle,
            String hall,
            OffsetDateTime showTime,
            List<String> seats,
            String ticketKind,
            String salesChannel,
            long paidAmount,
            long serviceFee,
            long couponAmount,
            String bankType,
            OffsetDateTime paidAt,
            String status,
            String ticketState,
            String screeningStatus,
            boolean invoiced) {}

    /** An application and what became of it. */
    public record ApplicationData(
            String applicationNo,
            String orderNo,
            String reason,
            String locale,
            String status,
            OffsetDateTime appliedAt,
            OffsetDateTime closedAt,
            long paidAmount,
            Long fee,
            Long refundAmount,
            String plan,
            String ruleId,
            OffsetDateTime creditedAt,
            Long receivedAmount,
            Long couponReturned) {}

    /**
     * A line of an application's record.
     *
     * @param by {@code moviegoer}, {@code system}, {@code wechat} or {@code staff}: who of them is nobody else's
     * @param facts what the line says; the words that belong to it stand apart
     * @param detail the same in a line that was written before there were facts
     */
    public record EventData(
            String applicationNo,
            int nr,
            OffsetDateTime at,
            String event,
            String by,
            String fromStatus,
            String toStatus,
            String outRefundNo,
            String fromState,
            String toState,
            Map<String, Object> facts,
            String detail) {}

    /**
     * What they wrote, what was written about them, and what belongs to them alone.
     *
     * @param nr the line of the record it belongs to; missing when it lies elsewhere
     */
    public record WordsData(String applicationNo, @Nullable Integer nr, String kind, String text) {}

    /**
     * A picture they gave us.
     *
     * @param applicationNo missing where it was not used
     */
    public record EvidenceData(
            String id, @Nullable String applicationNo, OffsetDateTime uploadedAt, String contentType, long bytes) {}

    /** A message that was to go to them. */
    public record NoticeData(
            String applicationNo,
            String kind,
            int round,
            String state,
            OffsetDateTime intendedAt,
            OffsetDateTime finishedAt) {}
}

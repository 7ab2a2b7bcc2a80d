package org.cinemarefund.payment;

import java.time.Instant;

/**
 * The exact request somebody approved, kept before anything is sent.
 *
 * @param request the stored bytes, sent unchanged every time
 * @param by who decided that this money may go: the approval without which nothing is sent
 * @param at when the number was made
 */
public record ApprovedRequest(byte[] request, String by, Instant at) {

    ApprovedRequest approvedBy(String who) {
        return new ApprovedRequest(request, who, at);
    }

    ApprovedRequest asking(byte[] bytes) {
        return new ApprovedRequest(bytes, by, at);
    }
}

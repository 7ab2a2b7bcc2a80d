package org.cinemarefund.deadline;

import java.time.Instant;

/**
 * Until when a person must have decided.
 *
 * @param uncappedDueAt what the working days alone say; later waits for evidence are counted from here
 * @param capped the show comes first and decided {@code dueAt}; overdue then always escalates
 * @param provisional counted through a year whose holidays are not known yet; to be computed again when they are
 */
public record ReviewDeadline(Instant dueAt, Instant uncappedDueAt, boolean capped, boolean provisional) {}

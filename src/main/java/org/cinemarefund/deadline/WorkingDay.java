package org.cinemarefund.deadline;

import java.time.LocalDate;

/**
 * A working day found by counting.
 *
 * @param provisional the count went through a year whose holidays are not known yet, as if it had none
 */
public record WorkingDay(LocalDate day, boolean provisional) {}

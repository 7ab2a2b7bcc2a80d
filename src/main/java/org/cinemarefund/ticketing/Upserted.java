package org.cinemarefund.ticketing;

/**
 * What is stored after an upsert.
 *
 * @param created whether it was not known before
 */
public record Upserted<T>(T stored, boolean created) {}

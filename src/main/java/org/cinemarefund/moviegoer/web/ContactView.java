package org.cinemarefund.moviegoer.web;

/**
 * Whom to call about a refund, or about its refusal.
 *
 * @param phone null where the cinema has none
 * @param hours when somebody answers it; null where the cinema does not say
 */
record ContactView(String phone, String hours) {}

package org.cinemarefund.moviegoer.web;

import org.jspecify.annotations.Nullable;

/**
 * Whom to call about a refund, or about its refusal.
 *
 * @param phone missing where the cinema has none
 * @param hours when somebody answers it; missing where the cinema does not say
 */
record ContactView(@Nullable String phone, @Nullable String hours) {}

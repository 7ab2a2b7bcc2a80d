package org.cinemarefund.policy.dmn;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where plans come from.
 *
 * @param directory where an operator puts plans, beside those of the product; null for none. A string on purpose: bound as a
 *     {@code Path}, it would be looked for on the class path
 */
@ConfigurationProperties("refund.policy")
public record PolicyProperties(String directory) {}

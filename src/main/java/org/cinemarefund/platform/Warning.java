package org.cinemarefund.platform;

import java.util.Optional;

/**
 * Something an operator should know while the service still does its work. Every bean of this type is shown under the health
 * component {@code warnings} and turns the overall status to DEGRADED, which is still answered with 200.
 */
public interface Warning {

    /** A short lowerCamelCase name, such as {@code wechatPay}. */
    String name();

    /** What is wrong at the moment, without secrets or personal data; empty when nothing is. Must not block. */
    Optional<String> message();
}

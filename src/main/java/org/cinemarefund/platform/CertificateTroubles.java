package org.cinemarefund.platform;

import java.util.Map;

/** Told by whoever signs for the merchant: what is wrong with the certificate, or will be. */
@FunctionalInterface
public interface CertificateTroubles {

    /** By a short name; empty when nothing is wrong. */
    Map<String, String> found();
}

package org.cinemarefund.simulation;

/**
 * Seeds that once showed something wrong, and what. A seed speaks for the generator of its day: what it found also has a test of
 * its own name where it belongs.
 */
enum FoundSeeds {
    TOKEN_AT_THE_CREDIT_NOTICE(
            5,
            "an operator moved the token of a refund on its way to sendCreditNotice: the process ended at refunded and nobody"
                    + " waited for the money any more");

    private final long seed;
    private final String what;

    FoundSeeds(long seed, String what) {
        this.seed = seed;
        this.what = what;
    }

    long seed() {
        return seed;
    }

    String what() {
        return what;
    }
}

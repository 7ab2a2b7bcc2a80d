package org.cinemarefund.unlisted;

/** Lives in a package that no row of the table names. */
class Offender {}

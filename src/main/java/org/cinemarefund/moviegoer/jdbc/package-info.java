/** Idempotency keys in our tables. */
package org.cinemarefund.moviegoer.jdbc;

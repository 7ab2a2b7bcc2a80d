/** Refund numbers and notifications in our tables. */
package org.cinemarefund.payment.jdbc;

/** Intents and grants in our tables. */
package org.cinemarefund.notice.jdbc;

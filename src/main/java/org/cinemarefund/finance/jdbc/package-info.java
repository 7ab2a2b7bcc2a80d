/** What finance owes, in our tables. */
package org.cinemarefund.finance.jdbc;

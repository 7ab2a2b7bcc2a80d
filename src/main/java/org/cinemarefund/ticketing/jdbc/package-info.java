/** Orders, cinemas and ticket instructions in our tables. */
package org.cinemarefund.ticketing.jdbc;

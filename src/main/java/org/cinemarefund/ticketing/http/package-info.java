/** Ticket instructions to an order system that wants to be told. */
package org.cinemarefund.ticketing.http;

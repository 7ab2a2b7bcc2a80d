/** What was sold and by which cinema, and what becomes of the tickets while their money goes back. */
package org.cinemarefund.ticketing;

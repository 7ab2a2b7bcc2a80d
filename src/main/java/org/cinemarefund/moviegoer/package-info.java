/** The moviegoer's desk: ask, apply, withdraw, supply evidence. */
package org.cinemarefund.moviegoer;

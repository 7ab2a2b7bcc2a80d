/** The order system's door: what it tells us and the feed of what it is to do. */
package org.cinemarefund.ticketing.web;

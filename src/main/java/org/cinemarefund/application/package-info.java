/** The refund application itself, from the wish to its end, and the desks of those who act on it. */
package org.cinemarefund.application;

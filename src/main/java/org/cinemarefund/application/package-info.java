/** The refund application itself, from the wish to its end: what it is, how it is stored, and its steps without people. */
package org.cinemarefund.application;

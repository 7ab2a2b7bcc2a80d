/** The money on its way back: numbers stored before they are sent, and what is known of each; knowledge moves forward only. */
package org.cinemarefund.payment;

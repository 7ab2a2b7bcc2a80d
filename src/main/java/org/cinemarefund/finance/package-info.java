/** The finance desk: money that did not go its usual way, cards to pay to, balance, alarms. */
package org.cinemarefund.finance;

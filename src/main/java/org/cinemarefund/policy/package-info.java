/** A cinema's refund terms: whether, how much, by which clause, decided once and frozen as a deal. */
package org.cinemarefund.policy;

/** What operators watch: where refunds stand, what failed and what to do about it. Decides nothing about money. */
package org.cinemarefund.operations;

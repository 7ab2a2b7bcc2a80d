/** What happened to an application, line by line: events, the chain that holds them together, and its check. */
package org.cinemarefund.record;

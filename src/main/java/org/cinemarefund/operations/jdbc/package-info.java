/** The figures out of our rows. */
package org.cinemarefund.operations.jdbc;

/** The staff's rows. */
package org.cinemarefund.staff.jdbc;

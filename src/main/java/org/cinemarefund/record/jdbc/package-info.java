/** The record as it lies in our tables. */
package org.cinemarefund.record.jdbc;

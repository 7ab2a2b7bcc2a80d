/** Versions of plans in the database, where every node finds them. */
package org.cinemarefund.policy.jdbc;

/** Pictures in our tables, where every node sees them. */
package org.cinemarefund.evidence.jdbc;

/** Times as both databases keep them. */
package org.cinemarefund.shared.jdbc;

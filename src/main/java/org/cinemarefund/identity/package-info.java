/** Who calls: moviegoers, staff, service accounts; and how often they may. */
package org.cinemarefund.identity;

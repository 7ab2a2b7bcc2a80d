/** Which working calendars the deadlines in our tables were counted by. */
package org.cinemarefund.review.jdbc;

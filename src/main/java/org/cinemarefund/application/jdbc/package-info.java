/** Applications and their record in our tables. */
package org.cinemarefund.application.jdbc;

/** Applications, their record and idempotency keys in our tables. */
package org.cinemarefund.application.jdbc;

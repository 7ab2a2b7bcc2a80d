/** Where the data of people lie in our tables. */
package org.cinemarefund.privacy.jdbc;

/** Cases as the staff look them up, of any state and whoever is at work on them. */
package org.cinemarefund.desk;

/** What the staff's forms read about a case. */
package org.cinemarefund.desk.web;

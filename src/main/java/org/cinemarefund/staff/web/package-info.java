/** What the order system tells of the staff, and what may be read of their record. */
package org.cinemarefund.staff.web;

/** The people who decide: who was appointed by whom, and which moviegoers they are themselves. */
package org.cinemarefund.staff;

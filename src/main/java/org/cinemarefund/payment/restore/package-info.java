/** After a restored backup: nothing is sent until it is known what was sent. */
package org.cinemarefund.payment.restore;

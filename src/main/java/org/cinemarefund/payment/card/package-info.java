/** The debit card that an abnormal refund is paid to: what is kept of it, sealed, and what may be shown. Knows nothing of refunds. */
package org.cinemarefund.payment.card;

/** Money on the merchant's account: who waits for it, and who works on it. */
package org.cinemarefund.payment.balance;

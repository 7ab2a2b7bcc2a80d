/** Cinemas, staff and orders to try the product with. */
package org.cinemarefund.sandbox.samples;

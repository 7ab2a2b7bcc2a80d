/** A moviegoer's data, for the order system that speaks for them. */
package org.cinemarefund.privacy.web;

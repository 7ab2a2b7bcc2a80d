/** What the mini-program reads and sends. */
package org.cinemarefund.moviegoer.web;

/** How an application reads, for whoever may see it. */
package org.cinemarefund.application.web;

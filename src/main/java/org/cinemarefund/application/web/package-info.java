/** What the mini-program and the staff's forms read and send. */
package org.cinemarefund.application.web;

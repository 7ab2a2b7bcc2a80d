/** What finance's forms, and the moviegoer's page for a card, read and send. */
package org.cinemarefund.finance.web;

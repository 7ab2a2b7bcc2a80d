/** What the operators' pages in Cockpit read, and the one thing they do: let steps try again. */
package org.cinemarefund.operations.web;

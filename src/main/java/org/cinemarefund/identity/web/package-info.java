/** Tokens, passwords and who may call which of our addresses. */
package org.cinemarefund.identity.web;

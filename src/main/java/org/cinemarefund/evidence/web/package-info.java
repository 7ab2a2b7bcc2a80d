/** How pictures come in and who sees them. */
package org.cinemarefund.evidence.web;

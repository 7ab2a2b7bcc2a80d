/** What moviegoers and staff are told; at most one message for each intent. */
package org.cinemarefund.notice;

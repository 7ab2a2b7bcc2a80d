/** A group robot that tells the staff. */
package org.cinemarefund.notice.http;

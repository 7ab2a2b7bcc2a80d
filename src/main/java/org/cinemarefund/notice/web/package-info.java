/** Which messages the mini-program may ask consent for. */
package org.cinemarefund.notice.web;

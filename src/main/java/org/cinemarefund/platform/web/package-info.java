/** One way to answer and to refuse for everything that speaks HTTP; knows no capability. */
package org.cinemarefund.platform.web;

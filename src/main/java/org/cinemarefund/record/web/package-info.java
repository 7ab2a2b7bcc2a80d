/** The record as people read it. */
package org.cinemarefund.record.web;

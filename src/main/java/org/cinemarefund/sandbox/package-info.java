/**
 * A WeChat Pay v3 merchant account and a mini-program server to try things on: what they know and how they decide. Exists in
 * the profile {@code local} and in tests only. {@code http} puts it on a port.
 *
 * <p>It is strict about what a request looks like and permissive about what it asks: a second refund of one order is paid and
 * written down as a violation, because a double that refuses it would hide the very fault we look for.
 */
package org.cinemarefund.sandbox;

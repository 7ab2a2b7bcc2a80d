/** The sandbox on a port of its own: WeChat Pay v3, the mini-program server, and the handles for people and tests. */
package org.cinemarefund.sandbox.http;

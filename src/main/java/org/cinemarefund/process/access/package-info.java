/** Who may do what at the engine's two doors, its REST API and its web applications. */
package org.cinemarefund.process.access;

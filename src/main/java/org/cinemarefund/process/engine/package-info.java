/** How the engine is set up, what is deployed and what it remembers. */
package org.cinemarefund.process.engine;

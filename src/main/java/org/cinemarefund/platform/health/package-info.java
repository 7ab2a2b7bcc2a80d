/** What the health endpoint says and where it gets its news from. */
package org.cinemarefund.platform.health;

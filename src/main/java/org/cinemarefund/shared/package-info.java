/** What every capability speaks: problems with a stable code, pages and cursors, the time of China. Knows nobody. */
package org.cinemarefund.shared;

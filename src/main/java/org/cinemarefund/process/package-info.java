/** The refund process in the engine: its names, its steps, its clocks. Nobody knows this package, it knows the others. */
package org.cinemarefund.process;

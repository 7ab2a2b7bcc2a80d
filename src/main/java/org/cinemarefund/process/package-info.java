/** The refund process in the engine: its steps, its listeners, its clocks. Nobody knows this package, it knows the others. */
package org.cinemarefund.process;

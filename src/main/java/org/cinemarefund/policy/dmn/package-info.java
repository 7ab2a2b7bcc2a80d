/** Terms as decision tables with their clauses beside them, evaluated outside the engine. */
package org.cinemarefund.policy.dmn;

/** Until when people have to decide: working days in China, capped by the show. */
package org.cinemarefund.deadline;

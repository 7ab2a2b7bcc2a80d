/** What holds for a node as a whole: whether it may start, its clock, what an operator should know. */
package org.cinemarefund.platform;

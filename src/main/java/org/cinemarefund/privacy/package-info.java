/** What is kept about people: handed out, erased when they ask for it, and erased when its time is over. */
package org.cinemarefund.privacy;

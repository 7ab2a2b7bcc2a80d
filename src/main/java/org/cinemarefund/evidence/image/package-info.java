/** What is done to a file before it is a picture of ours: looked at, decoded within bounds, turned upright, encoded anew. */
package org.cinemarefund.evidence.image;

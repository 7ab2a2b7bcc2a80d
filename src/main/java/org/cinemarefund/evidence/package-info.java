/** Pictures that moviegoers give with their application: taken in, kept, shown to whom they concern. */
package org.cinemarefund.evidence;

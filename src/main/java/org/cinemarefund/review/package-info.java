/** The reviewers' and supervisors' desk: decisions, their limits and deadlines, and the approval. */
package org.cinemarefund.review;

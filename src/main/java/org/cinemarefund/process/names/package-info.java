/**
 * The names that our diagrams, forms and Java share, each said once: keys of processes, ids of tasks, variables, and the words
 * that an answer or a start brings along. Groups of people have theirs in {@link org.cinemarefund.identity.GroupNames}.
 */
package org.cinemarefund.process.names;

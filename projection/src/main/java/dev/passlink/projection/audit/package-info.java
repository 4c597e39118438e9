/** The audit trail: one row for each event of every user there ever was, without what the events say about persons. */
@NullMarked
package dev.passlink.projection.audit;

import org.jspecify.annotations.NullMarked;

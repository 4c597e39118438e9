/** The words every story of the domain uses: who asks, who owns, what an object's details are, and how a request is refused. */
@NullMarked
package dev.passlink.domain;

import org.jspecify.annotations.NullMarked;

/** The keys that personal data is stored under, one for each incarnation of a user, and how they are destroyed. */
@NullMarked
package dev.passlink.api.personal;

import org.jspecify.annotations.NullMarked;

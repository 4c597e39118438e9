/** The read model of users: who there is, in which organization and in which state. */
@NullMarked
package dev.passlink.projection.user;

import org.jspecify.annotations.NullMarked;

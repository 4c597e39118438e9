/** How a registration link, or a security notice, reaches a person by mail: persistent jobs, the mail itself, and the ways out (behaviour, chapter 5). */
@NullMarked
package dev.passlink.api.mail;

import org.jspecify.annotations.NullMarked;

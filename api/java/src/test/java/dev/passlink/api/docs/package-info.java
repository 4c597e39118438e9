/** What keeps README and docs true: their links, names, code and tables are checked against the sources. */
@NullMarked
package dev.passlink.api.docs;

import org.jspecify.annotations.NullMarked;

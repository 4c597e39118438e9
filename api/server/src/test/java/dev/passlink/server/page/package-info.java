@NullMarked
package dev.passlink.server.page;

import org.jspecify.annotations.NullMarked;

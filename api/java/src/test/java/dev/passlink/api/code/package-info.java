/** Codes, keys and their file, put to the test. */
@NullMarked
package dev.passlink.api.code;

import org.jspecify.annotations.NullMarked;

package dev.passlink.server.command;

/** How a list is printed. */
enum Format {
    /** Columns for people. */
    TABLE,
    /** One JSON object a line. */
    JSON
}

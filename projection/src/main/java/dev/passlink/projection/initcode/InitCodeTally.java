package dev.passlink.projection.initcode;

/**
 * How many codes there are in each state, of those that {@link InitCodeQuery.Recent} looks at.
 *
 * @param open    still good
 * @param expired past their time without having been used, locked or revoked
 * @param used    redeemed
 * @param locked  closed by too many wrong guesses or failed ceremonies
 * @param revoked taken back
 */
public record InitCodeTally(long open, long expired, long used, long locked, long revoked) {}

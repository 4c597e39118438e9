package dev.passlink.domain.user;

/**
 * A code that somebody presents.
 *
 * @param codeId which code it is said to be
 * @param proof  what of it travels to the aggregate
 */
public record PresentedCode(CodeId codeId, CodeProof proof) {}

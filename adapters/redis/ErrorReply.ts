/**
 * The server's final word, instead of a client's own error: a command failed with it once, and would fail again.
 *
 * It is known by its class, because a bundle that is minified renames it.
 */
export class ErrorReply extends Error {}

/**
 * Of an error that stands for several, the first: where a host has several addresses and none answers, Node's own error has no message.
 */
export const oneError = (error: unknown): unknown =>
  error instanceof AggregateError && error.message === "" ? error.errors[0] : error

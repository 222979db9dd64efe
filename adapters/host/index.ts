/**
 * The platform services and the process runner of a command.
 *
 * @module
 */

/** The platform services of a command. */
export * as Host from "./Host.ts"
export { hostBodies } from "./hostBodies.ts"
export { hostHttp } from "./hostHttp.ts"
export { runMain } from "./runMain.ts"
export { tuneBun, type Work } from "./tuneBun.ts"

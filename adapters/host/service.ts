/**
 * What a process needs that runs for long: pages over HTTP, what it uses, and systemd. Separate from `Host`, because few
 * commands need it.
 */
export { processUsage } from "./processUsage.ts"
export { serve as serveStatus } from "./StatusServer.ts"
export { systemd } from "./Systemd.ts"

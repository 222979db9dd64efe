/**
 * The bookmaker with faults, and a proxy that spoils what goes over it. For tests of what a run makes of them.
 */
export { type Content, competitionId, type Offered } from "./Content.ts"
export type { Fault, Verdict } from "./Fault.ts"
export { type Dealt, type FaultServer, type Options, type Position, serveWithFaults } from "./FaultServer.ts"
export { type FaultName, faultNames, faults } from "./faults.ts"
export { freePort } from "./freePort.ts"
export { type HostileProxy, hostileProxyTo, type Plan, randomPlan, type Spoiling } from "./HostileProxy.ts"
export { always, atFirst, type Course, faultAt, good, randomScript, type Script } from "./Script.ts"

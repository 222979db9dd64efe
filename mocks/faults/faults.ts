/**
 * All faults by name. A new fault is one entry in the record of its family; a new family is one line here.
 */
import { bodies } from "./bodies.ts"
import type { Fault } from "./Fault.ts"
import { oddities } from "./oddities.ts"
import { statuses } from "./statuses.ts"
import { transport } from "./transport.ts"

const all = { ...transport, ...statuses, ...bodies, ...oddities }

/** Names a fault. */
export type FaultName = keyof typeof all

/** The record of faults. */
export const faults: Readonly<Record<FaultName, Fault>> = all

/** The names of all faults. */
export const faultNames = Object.keys(faults) as ReadonlyArray<FaultName>

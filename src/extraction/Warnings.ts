/**
 * Names of the warnings that a report can count: those of odds and start times, and those of a whole run.
 */
import { type OddsWarning, oddsWarnings } from "../domain/OddsWarnings.ts"

/** Warnings of a whole run, as the report names them. */
export const runWarnings = [
  "competition-without-id",
  "competition-repeated",
  "fewer-competitions",
  "fewer-matches",
  "fewer-documents",
  "suspended",
  "renamed-market",
  "index-left-out",
  "stale-answer",
  "circuit-open"
] as const

/** Names a warning, as the report does. */
export type Warning = OddsWarning | (typeof runWarnings)[number]

/** Every warning. */
export const warnings: ReadonlyArray<Warning> = [...oddsWarnings, ...runWarnings]

/** Counts by warning; those that did not occur are left out. */
export type WarningCounts = { readonly [warning in Warning]?: number }

/**
 * Days and local times in Africa/Nairobi, the zone of the bookmaker and of the store.
 *
 * Pure. The zone has been three hours ahead of UTC, without daylight saving, since 1960; so no time zone database is
 * needed, which keeps this the same on every runtime.
 */
import type { Period, Source } from "./Source.ts"

const HOURS_AHEAD_OF_UTC = 3
const HOUR = 3_600_000
const LOCAL_TIME = /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]) (?:[01]\d|2[0-3])(?::[0-5]\d){2}$/

/** Returns the day of a run, `YYYY-MM-DD`: today for `live`, today plus the period for `upcoming`. `now` is Unix ms. */
export const dayOf = (source: Source, period: Period, now: number): string => {
  const ahead = source === "live" ? 0 : period
  return new Date(now + (HOURS_AHEAD_OF_UTC + ahead * 24) * HOUR).toISOString().slice(0, 10)
}

/** Returns the local time of the first whole second that is not before a moment, `YYYY-MM-DD HH:MM:SS`; `at` is Unix ms. */
export const localTimeOf = (at: number): string =>
  new Date(Math.ceil(at / 1000) * 1000 + HOURS_AHEAD_OF_UTC * HOUR).toISOString().slice(0, 19).replace("T", " ")

/** Returns the last day of a month; the calendar repeats every 400 years. */
const lastDayOf = (year: number, month: number): number =>
  new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()

/** Tells whether a value is exactly `YYYY-MM-DD HH:MM:SS`, a real date and time of the years 0001 to 9999. */
export const isLocalTime = (value: unknown): value is string => {
  if (typeof value !== "string" || !LOCAL_TIME.test(value)) return false
  const day = Number(value.slice(8, 10))
  return day <= 28 || day <= lastDayOf(Number(value.slice(0, 4)), Number(value.slice(5, 7)))
}

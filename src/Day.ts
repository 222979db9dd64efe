/**
 * Days and local times in Africa/Nairobi, the zone of the bookmaker and of the store.
 *
 * Pure. The zone has been three hours ahead of UTC, without daylight saving, since 1960; so no time zone database is
 * asked, which keeps this the same on every runtime.
 */
import type { Period, Source } from "./Run.ts"

const HOURS_AHEAD_OF_UTC = 3
const HOUR = 3_600_000
const LOCAL_TIME = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

/** Gives the day of a run, `YYYY-MM-DD`: today for `live`, today plus the period for `upcoming`. `now` is Unix ms. */
export const dayOf = (source: Source, period: Period, now: number): string => {
  const ahead = source === "live" ? 0 : period
  return new Date(now + (HOURS_AHEAD_OF_UTC + ahead * 24) * HOUR).toISOString().slice(0, 10)
}

/** Gives the Unix milliseconds of a local time in Nairobi, `YYYY-MM-DD HH:MM:SS`, that `isLocalTime` has accepted. */
export const unixMillisOf = (localTime: string): number =>
  Date.parse(`${localTime.replace(" ", "T")}Z`) - HOURS_AHEAD_OF_UTC * HOUR

const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

/** Tells whether a value is exactly `YYYY-MM-DD HH:MM:SS`, a real date and time of the years 0001 to 9999. */
export const isLocalTime = (value: unknown): value is string => {
  const parts = typeof value === "string" ? LOCAL_TIME.exec(value) : null
  if (parts === null) return false
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number
  ]
  const daysInMonth = month === 2 && isLeapYear(year) ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0)
  return year >= 1 && day >= 1 && day <= daysInMonth && hour < 24 && minute < 60 && second < 60
}

/**
 * A clock for the simulated bookmaker: it stands where Nairobi's day began, so that all of today's matches are still to come,
 * whatever the time. By the real clock there are none in the last quarter of an hour, since the last one kicks off at 23:45.
 */
import { localTime, startOfDay } from "../../mocks/bookmaker/fixtures.ts"

/** Returns the moment, unix milliseconds. */
export const startOfToday = (): number => startOfDay(localTime(Date.now()).slice(0, 10))!

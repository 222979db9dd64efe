/**
 * Days and local times in Africa/Nairobi, three hours ahead of UTC.
 */
import { describe, expect, it } from "@effect/vitest"
import fc from "fast-check"
import { dayOf, isLocalTime, localTimeOf } from "../../src/domain/Day.ts"
import type { Period } from "../../src/domain/Source.ts"

const at = (iso: string) => Date.parse(iso)

describe("the day of a run", () => {
  it("is today in Nairobi, which begins at 21:00 UTC", () => {
    expect(dayOf("upcoming", 0, 1_795_456_800_000)).toBe("2026-11-23")
    expect(dayOf("upcoming", 0, at("2026-11-23T20:59:59.999Z"))).toBe("2026-11-23")
    expect(dayOf("upcoming", 0, at("2026-11-23T21:00:00.000Z"))).toBe("2026-11-24")
  })

  it("is period days from today", () => {
    const days = ([0, 1, 2, 3, 4] as const).map((period) => dayOf("upcoming", period, at("2027-12-30T12:00:00Z")))
    expect(days).toStrictEqual(["2027-12-30", "2027-12-31", "2028-01-01", "2028-01-02", "2028-01-03"])
    expect(dayOf("upcoming", 1, at("2028-02-28T12:00:00Z"))).toBe("2028-02-29")
    expect(dayOf("upcoming", 4, at("2027-02-27T22:00:00Z"))).toBe("2027-03-04")
  })

  it("is always today for the source live", () => {
    for (const period of [0, 1, 2, 3, 4] as ReadonlyArray<Period>) {
      expect(dayOf("live", period, at("2026-11-23T20:59:59Z"))).toBe("2026-11-23")
      expect(dayOf("live", period, at("2026-11-23T21:00:00Z"))).toBe("2026-11-24")
    }
  })

  it("agrees with the runtime's time zone database", () => {
    const nairobi = new Intl.DateTimeFormat("en-CA", { timeZone: "Africa/Nairobi", dateStyle: "short" })
    fc.assert(
      fc.property(fc.integer({ min: at("1970-01-02"), max: at("2100-01-01") }), (now) => {
        expect(dayOf("upcoming", 0, now)).toBe(nairobi.format(now))
      })
    )
  })
})

describe("a start time, YYYY-MM-DD HH:MM:SS and a real date and time", () => {
  it.each([
    "2026-11-23 22:00:00",
    "0001-01-01 00:00:00",
    "9999-12-31 23:59:59",
    "2028-02-29 00:00:00",
    "2000-02-29 12:00:00",
    "0004-02-29 12:00:00"
  ])("%s is valid", (text) => {
    expect(isLocalTime(text)).toBe(true)
  })

  it.each([
    "0000-01-01 00:00:00",
    "2026-02-29 00:00:00",
    "1900-02-29 00:00:00",
    "2100-02-29 00:00:00",
    "2026-04-31 00:00:00",
    "2026-00-10 00:00:00",
    "2026-13-10 00:00:00",
    "2026-11-00 00:00:00",
    "2026-11-32 00:00:00",
    "2026-11-23 24:00:00",
    "2026-11-23 23:60:00",
    "2026-11-23 23:59:60",
    "2026-11-23T22:00:00",
    "2026-11-23 22:00",
    "2026-11-23 22:00:00 ",
    " 2026-11-23 22:00:00",
    "2026-11-23 22:00:00\n",
    "2026-11-23  22:00:00",
    "2026-11-23 22:00:00Z",
    "2026-11-23 22:00:00.000",
    "26-11-23 22:00:00",
    "12026-11-23 22:00:00",
    "2026-1-23 22:00:00",
    "٢٠٢٦-١١-٢٣ ٢٢:٠٠:٠٠",
    "2026/11/23 22:00:00",
    "",
    1_795_456_800,
    null,
    undefined,
    ["2026-11-23 22:00:00"]
  ])("%j is invalid", (value) => {
    expect(isLocalTime(value)).toBe(false)
  })

  it("is valid for every real time, and invalid if a changed digit makes it unreal", () => {
    const moment = fc.date({
      min: new Date("0001-01-01T00:00:00Z"),
      max: new Date("9999-12-31T23:59:59Z"),
      noInvalidDate: true
    })
    fc.assert(
      fc.property(
        moment,
        fc.constantFrom(0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18),
        fc.nat(9),
        (date, at, digit) => {
          const real = date.toISOString().slice(0, 19).replace("T", " ")
          expect(isLocalTime(real)).toBe(true)
          const changed = real.slice(0, at) + digit + real.slice(at + 1)
          const parsed = new Date(`${changed.replace(" ", "T")}Z`)
          const isReal =
            !Number.isNaN(parsed.getTime()) && parsed.toISOString().slice(0, 19).replace("T", " ") === changed
          expect(isLocalTime(changed)).toBe(isReal && !changed.startsWith("0000"))
        }
      )
    )
  })
})

describe("the local time of a Unix time", () => {
  it("is rounded up to whole seconds", () => {
    expect(localTimeOf(at("2026-11-23T20:59:59.000Z"))).toBe("2026-11-23 23:59:59")
    expect(localTimeOf(at("2026-11-23T20:59:59.001Z"))).toBe("2026-11-24 00:00:00")
    expect(localTimeOf(at("2026-11-23T21:00:00.000Z"))).toBe("2026-11-24 00:00:00")
  })
})

/** The three-way market, 1X2: home win, draw, away win. */
import type { Market } from "../Market.ts"

/** Describes 1X2 at BookieGamma. */
export const ThreeWay = {
  id: "three-way",
  title: "home win, draw or away win (1X2)",
  aliases: ["three_way", "3way"],
  wireName: "1X2",
  subTypeId: "1",
  outcomes: ["1", "X", "2"],
  outcomeKeys: { "1": "1", home: "1", x: "X", draw: "X", "2": "2", away: "2" },
  winners: 1,
  keyPart: "THREE_WAY",
  indexPart: "3way"
} as const satisfies Market

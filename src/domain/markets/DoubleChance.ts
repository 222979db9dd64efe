/** The market "double chance": two of the three results in one bet. */
import type { Market } from "../Market.ts"

/** Describes double chance at BookieGamma. */
export const DoubleChance = {
  id: "double-chance",
  title: "two of the three results in one bet (1X, 12, X2)",
  aliases: ["double_chance"],
  wireName: "Double chance",
  subTypeId: "10",
  outcomes: ["1X", "12", "X2"],
  outcomeKeys: {
    "1x": "1X",
    "1 or x": "1X",
    "1/x": "1X",
    "1__x": "1X",
    "12": "12",
    "1 or 2": "12",
    "1/2": "12",
    "1__2": "12",
    x2: "X2",
    "x or 2": "X2",
    "x/2": "X2",
    x__2: "X2"
  },
  winners: 2,
  keyPart: "DOUBLE_CHANCE",
  indexPart: "double_chance"
} as const satisfies Market

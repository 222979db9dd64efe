/** The market "both teams to score", on the wire GG/NG. */
import type { Market } from "../Market.ts"

/** Describes both teams to score at BookieGamma. */
export const Btts = {
  id: "btts",
  title: "both teams to score, yes or no (GG/NG)",
  aliases: [],
  wireName: "GG/NG",
  subTypeId: "29",
  outcomes: ["yes", "no"],
  outcomeKeys: { yes: "yes", gg: "yes", no: "no", ng: "no" },
  winners: 1,
  keyPart: "BTTS",
  indexPart: "btts"
} as const satisfies Market

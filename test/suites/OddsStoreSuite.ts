/**
 * What every `OddsStore` promises. Run it against an adapter by giving it the adapter's layer.
 *
 * It knows neither SQL nor commands: what the neighbours see and do goes through `StoreProbe`. Every test has keys of
 * its own, so a store that other tests use too will do.
 */
import { describe } from "@effect/vitest"
import { cachedIds } from "./CachedIdsSuite.ts"
import { change } from "./ChangeSuite.ts"
import { entriesOf } from "./EntriesOfSuite.ts"
import { mergeCasesSuite } from "./MergeCasesSuite.ts"
import { mergeProperties } from "./MergeSuite.ts"
import { publish } from "./PublishSuite.ts"
import type { SuiteOptions } from "./storeTest.ts"

export type { SuiteOptions } from "./storeTest.ts"

/** Registers the suite under a name. */
export const suite = (name: string, options: SuiteOptions) =>
  describe(`OddsStore: ${name}`, () => {
    cachedIds(options)
    entriesOf(options)
    change(options)
    mergeCasesSuite(options)
    mergeProperties(options)
    publish(options)
  })

/**
 * The contract of every `OddsStore`, as a suite. Run it against an adapter by passing the adapter's layer.
 *
 * It uses neither SQL nor Redis commands: what other programs read and write goes through `StoreProbe`. Every test has
 * its own keys and removes them, so tests can share a store, with others too.
 */
import { describe } from "@effect/vitest"
import { cachedIds } from "./CachedIdsSuite.ts"
import { change } from "./ChangeSuite.ts"
import { entriesOf } from "./EntriesOfSuite.ts"
import { sharedIndexes } from "./IndexSuite.ts"
import { mergeCasesSuite } from "./MergeCasesSuite.ts"
import { mergeProperties } from "./MergeSuite.ts"
import { publishing } from "./PublishSuite.ts"
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
    publishing(options)
    if (options.sharedIndexes === true) sharedIndexes(options)
  })

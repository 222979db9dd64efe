/**
 * What a mutant is: one change of behaviour in one file, which the tests that are named beside it must notice.
 *
 * The lists are in `lists/`; `run.ts` makes the changes, in a copy of the tree.
 */

/** One change of a file. */
export interface Mutant {
  /** What is different then, in a few words; no two mutants share a name. */
  readonly name: string
  /** What stands in the file exactly once, and what stands there instead. */
  readonly find: string
  readonly replace: string
  /** The tests that are to notice it, where they are others than those of its group. */
  readonly tests?: ReadonlyArray<string>
  /** Why nobody could notice it; then no test may, and it does not count. */
  readonly equivalent?: string
}

/** The changes of one file, and the tests that are to notice them: the cheapest that can. */
export interface MutatedFile {
  readonly file: string
  readonly tests: ReadonlyArray<string>
  readonly mutants: ReadonlyArray<Mutant>
}

/** The changes of a part of the tree. */
export type MutantList = ReadonlyArray<MutatedFile>

/**
 * The order of test files: those first that take long. In a clean clone, where it has measured nothing, Vitest begins with
 * the largest files; a small one that takes long then begins last, and leaves all cores but one idle.
 */
import { BaseSequencer, type TestSpecification } from "vitest/node"

/** The files that take longest, the longest first. */
export const longest: ReadonlyArray<string> = [
  "test/runtimes/secrets.test.ts",
  "test/adapters/proxy.test.ts",
  "test/runtimes/command.test.ts",
  "test/docs/shell.test.ts",
  "test/growth/newMarket.test.ts",
  "test/reliability/alone.test.ts",
  "test/edge/worker.test.ts",
  "test/adapters/redis/doctor.test.ts",
  "test/adapters/redis/store.test.ts",
  "test/reliability/store.test.ts",
  "test/reliability/kill.test.ts",
  "test/adapters/redis/plain.test.ts",
  "test/adapters/sqlite.test.ts",
  "test/runtimes/streams.test.ts",
  "test/mocks/answers.test.ts",
  "test/reliability/property.test.ts",
  "test/adapters/terminal.test.ts",
  "test/extraction/presets.test.ts",
  "test/domain/text.test.ts",
  "test/adapters/redis/lookup.test.ts",
  "test/runtimes/firstCommand.test.ts",
  // Those in real time: two that wait beside each one that computes.
  "test/runtimes/doctor.test.ts",
  "test/reliability/clockSteps.test.ts",
  "test/reliability/proxy.test.ts",
  "test/runtimes/signals.test.ts",
  "test/runtimes/silentStore.test.ts"
]

const rankOf = ({ moduleId }: TestSpecification): number => {
  const rank = longest.findIndex((path) => moduleId.endsWith(`/${path}`))
  return rank === -1 ? longest.length : rank
}

/** Sorts files by how long they take, and those that are not known to take long as Vitest does. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: Array<TestSpecification>): Promise<Array<TestSpecification>> {
    return (await super.sort(files)).toSorted((a, b) => rankOf(a) - rankOf(b))
  }
}

/**
 * Writes the bookmaker's answers into a folder. Never overwrites: what is there may be somebody's report.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type { PlatformError } from "effect/PlatformError"
import type { AnswerFile } from "../../../bookmaker/BookmakerAdmin.ts"
import type { Finding } from "../../../domain/Finding.ts"
import { Parts } from "../../Parts.ts"

const write = Effect.fnUntraced(function* (folder: string, answers: ReadonlyArray<AnswerFile>) {
  const files = yield* FileSystem.FileSystem
  const paths = yield* Path.Path
  const subject = `files in ${folder}`
  const failed = (detail: string): Finding => ({
    subject,
    status: "failed",
    detail,
    remedy: "give --save another folder, one that is new or empty"
  })
  const notWritten = ({ reason }: PlatformError) => Effect.succeed(failed(`cannot be written: ${reason._tag}`))
  return yield* Effect.gen(function* () {
    yield* files.makeDirectory(folder, { recursive: true })
    for (const { name } of answers) {
      if (yield* files.exists(paths.join(folder, name))) return failed(`${name} is there already; nothing was written`)
    }
    for (const { name, text } of answers) yield* files.writeFileString(paths.join(folder, name), text, { flag: "wx" })
    const names = answers.map(({ name }) => name).join(", ")
    return {
      subject,
      status: "ok",
      detail: `wrote ${names}; your own values are [secret] there, but check them before you share them`
    } satisfies Finding as Finding
  }).pipe(Effect.catch(notWritten))
})

/** Writes files into a folder, which is made where it is missing, and says what it wrote, or why nothing. */
export const saveFiles = (folder: string, answers: ReadonlyArray<AnswerFile>) =>
  Effect.flatMap(Parts, ({ files }) => Effect.provide(write(folder, answers), files))

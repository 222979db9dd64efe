/**
 * All commands by name, in lower case. A new command is one line in the record of its family; a new family is one line here.
 */
import type { Commands } from "./Command.ts"
import { connections } from "./Connections.ts"
import { introspection } from "./Introspection.ts"
import { jsonCommands } from "./JsonCommands.ts"
import { jsonWrites } from "./JsonWrites.ts"
import { keyCommands } from "./Keys.ts"
import { scripts } from "./Scripts.ts"
import { searchCommand } from "./SearchCommand.ts"
import { searchInfo } from "./SearchInfo.ts"
import { searchSchema } from "./SearchSchema.ts"
import { streamCommands } from "./StreamCommands.ts"
import { streamGroups } from "./StreamGroups.ts"
import { transactions } from "./Transactions.ts"

/** The table of commands. */
export const commands: Commands = {
  ...connections,
  ...introspection,
  ...keyCommands,
  ...jsonCommands,
  ...jsonWrites,
  ...searchSchema,
  ...searchCommand,
  ...searchInfo,
  ...streamCommands,
  ...streamGroups,
  ...transactions,
  ...scripts
}

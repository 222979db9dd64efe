/**
 * MULTI, EXEC, DISCARD, WATCH and UNWATCH. A queued command that fails is an error among the replies and the others still run;
 * one that could not be queued makes EXEC fail; a changed watched key makes it answer the null list.
 */
import { type Call, type Commands, Waiting } from "./Command.ts"
import { run } from "./Execute.ts"
import { Failure, nullList, ok, type Reply } from "./Reply.ts"

const end = ({ session }: Call) => {
  session.queued = undefined
  session.broken = false
  session.unwatch()
}

const exec = (call: Call): Reply => {
  const { session } = call
  const { queued, broken, conflict } = session
  if (queued === undefined) throw new Failure("ERR EXEC without MULTI")
  end(call)
  if (broken) throw new Failure("EXECABORT Transaction discarded because of previous errors.")
  if (conflict) return nullList
  return queued.map((words) => {
    const reply = run(call, words, { mayBlock: false, protocol: session.protocol })
    return reply instanceof Waiting ? reply.timedOut : reply
  })
}

/** The commands of this family. */
export const transactions: Commands = {
  multi: {
    arity: 1,
    immediate: true,
    inScripts: false,
    run: ({ session }) => {
      if (session.queued !== undefined) throw new Failure("ERR MULTI calls can not be nested")
      session.queued = []
      return ok
    }
  },
  exec: { arity: 1, immediate: true, write: true, inScripts: false, run: exec },
  discard: {
    arity: 1,
    immediate: true,
    inScripts: false,
    run: (call) => {
      if (call.session.queued === undefined) throw new Failure("ERR DISCARD without MULTI")
      end(call)
      return ok
    }
  },
  watch: {
    arity: -2,
    immediate: true,
    inScripts: false,
    run: ({ args, db, session }) => {
      if (session.queued !== undefined) throw new Failure("ERR WATCH inside MULTI is not allowed")
      for (const key of args) session.watch(db, key)
      return ok
    }
  },
  unwatch: {
    arity: 1,
    run: ({ session }) => {
      session.unwatch()
      return ok
    }
  }
}

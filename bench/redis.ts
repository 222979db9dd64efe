/**
 * The bench's Redis, a process of its own: the repository's stand-in (`mocks/redis`), which has JSON and search. Ours and
 * the peers store into the same one.
 *
 * Forked, it says where it listens, answers `seen` with the commands it has had since, and ends with its parent.
 */
import { serve } from "../mocks/redis/Server.ts"

const server = await serve()
if (process.send === undefined) console.log(server.url)
else process.send({ url: server.url })
process.on("message", () => {
  process.send?.(Object.fromEntries(server.seen.commands))
  server.seen.commands.clear()
})
process.on("disconnect", () => process.exit())

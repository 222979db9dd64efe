/**
 * The benchmark's Redis, a separate process: the stand-in of `mocks/redis`, which has JSON and search. The command and
 * the peers use the same one.
 *
 * Forked, it sends its URL to its parent, replies to each message with the number of calls of each command since the
 * last one, and exits with its parent.
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

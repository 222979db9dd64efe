/**
 * A worker for tests: runs the example's run with the settings in a request, once or several times, in one isolate.
 */
import { run } from "../../examples/edge/run.ts"
import type { Target } from "../../examples/edge/settings.ts"

export default {
  async fetch(request: Request): Promise<Response> {
    const { settings, target }: { settings: object; target: Target } = await request.json()
    return Response.json(await run(settings, target))
  }
}

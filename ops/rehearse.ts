/**
 * Rehearses images without a container engine: does the steps of a Dockerfile in an empty folder, and starts what comes out
 * as an engine would: as process 1, as a user without rights, with a tree that cannot be written to.
 *
 * `node ops/rehearse.ts ops/Dockerfile` needs Linux, root, and the package registry. Where it cannot run, it says so.
 */
import { chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { serve as serveRedis } from "../mocks/redis/Server.ts"
import { buildImage, type Image } from "./rehearsal/buildImage.ts"
import { start } from "./rehearsal/Container.ts"
import { whyNot } from "./rehearsal/isolated.ts"

const top = fileURLToPath(new URL("..", import.meta.url))

/** What a signal may take, up to the end of the container, in milliseconds. */
const SOON = 2000

/** Often enough for a rehearsal, and long enough for a run on a loaded machine. */
const OFTEN = ["--every", "30s"]

const expect = (what: string, is: boolean, detail: unknown = "") => {
  if (!is) throw new Error(`not as promised: ${what}\n${detail}`)
  console.log(`ok: ${what}`)
}

/** The environment of a container that serves its health on a port of its own, since the network is the machine's. */
const onPort = (port: number) => ({ BOOKIEGAMMA_METRICS_PORT: String(port) })

const rehearseStart = async (image: Image) => {
  const { code, output } = await start(image, { args: ["--version"] }).ended
  expect("the entry command starts, and has nowhere to write", code === 0 && output.startsWith("bookiegamma v"), output)

  const other = await start(image, { args: ["all", "live", "0", "--sandbox", "--dry-run"], user: "1234567:0" }).ended
  expect("any other user without rights can run it too", other.code === 0, other.output)
}

const rehearseRedis = async (image: Image, port: number) => {
  const redis = await serveRedis()
  try {
    const env = { REDIS_URL: redis.url, ...onPort(port) }
    const container = start(image, { args: [...image.cmd, "--sandbox", ...OFTEN], env })
    await container.says("complete")
    expect("with a Redis it watches and writes no file", true)
    const checked = await container.check()
    expect("HEALTHCHECK's command succeeds while it watches", checked.code === 0, checked.output)
    const { code, millis, output } = await container.stop("SIGTERM")
    expect(
      `SIGTERM to process 1 ends it with 0 in ${SOON / 1000} s`,
      code === 0 && millis < SOON,
      `${code}, ${millis} ms\n${output}`
    )

    const once = await start(image, { args: ["all", "live", "0", "--sandbox"], env }).ended
    expect("a single run ends with 0", once.code === 0, once.output)
  } finally {
    await redis.close()
  }
}

const rehearseSqlite = async (image: Image, folder: string, port: number) => {
  const args = [...image.cmd, "--sandbox", ...OFTEN]
  const volume = join(folder, "volume")
  mkdirSync(volume)
  const [user = 0, group = 0] = image.user.split(":").map(Number)
  chownSync(volume, user, group)
  const container = start(image, { args, volume, env: onPort(port) })
  await container.says("complete")
  const { code, output } = await container.stop("SIGINT")
  expect("with a volume at /data SQLite keeps its file there", code === 0 && readdirSync(volume).length > 0, output)

  const without = start(image, { args, env: onPort(port) })
  await without.says("store: does not work")
  const ended = await without.stop("SIGTERM")
  expect("without one it says that the store does not work, and ends with 74", ended.code === 74, ended.output)
}

const rehearseHealth = async (image: Image, port: number) => {
  const [program = "", ...args] = image.healthcheck?.command ?? []
  const { code, output } = await start({ ...image, entrypoint: [program] }, { args, env: onPort(port) }).ended
  expect(
    "HEALTHCHECK's command fails where nothing answers, and says so",
    code === 1 && output.includes("/healthz"),
    output
  )
}

const rehearse = async (dockerfile: string, port: number) => {
  const folder = mkdtempSync(join(tmpdir(), "bookiegamma-image-"))
  try {
    const image = buildImage(top, dockerfile, folder)
    expect(`${dockerfile} builds from what .dockerignore lets through`, true)
    await rehearseStart(image)
    await rehearseHealth(image, port)
    await rehearseRedis(image, port)
    await rehearseSqlite(image, folder, port)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const reason = whyNot()
if (reason !== undefined) console.log(`not run: the rehearsal of images, because ${reason}`)
else for (const [index, dockerfile] of process.argv.slice(2).entries()) await rehearse(dockerfile, 19_464 + index)

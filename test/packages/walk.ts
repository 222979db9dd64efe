/**
 * Walks the way of a stranger: packs the package, installs the tarball into empty projects with every package manager, and
 * there runs the README's programs and others on Node, Deno and Bun, starts the command, compiles with old and new TypeScript,
 * and bundles.
 *
 * It needs `dist` and the npm registry, takes some minutes, and leaves nothing behind. `npm run test:packages -- pnpm` walks
 * only the ways whose name has the word. What cannot be walked is printed with the reason. Exits 1 if anything failed.
 */
import { type SpawnOptions, spawn } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { availableParallelism, tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import jsr from "../../deno.json" with { type: "json" }
import { SimulatedBookmaker, serve } from "../../mocks/index.ts"
import { serve as serveRedis } from "../../mocks/redis/Server.ts"
import manifest from "../../package.json" with { type: "json" }
import { type Bundler, bundledProgram, bundlers } from "./bundlers.ts"
import { type Layout, layouts, type Programs, toolScripts, tools } from "./managers.ts"
import { compilers, expected, isCompiled, isFragment, programs, resolutions, tsconfig } from "./programs.ts"

const top = fileURLToPath(new URL("../..", import.meta.url))
const LONGEST_MILLIS = 1_200_000

/** This process's environment without what npm and a project's settings put there. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(npm_(?!config_(registry|cafile))|NODE_OPTIONS|INIT_CWD|REDIS_|BOOKIEGAMMA_)/.test(name)
  )
)

interface Ended {
  readonly ok: boolean
  readonly output: string
}

/** Runs a program to its end, or until it has printed what is waited for. */
const run = ([file = "", ...args]: ReadonlyArray<string>, options: SpawnOptions, until?: RegExp): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(file, args, { ...options, stdio: ["ignore", "pipe", "pipe"] })
    let output = ""
    let found = until === undefined
    const hear = (chunk: Buffer) => {
      output += chunk
      if (until === undefined || found || !until.test(output)) return
      found = true
      // Some programs go on; those that do not end by themselves.
      setTimeout(() => child.kill("SIGTERM"), 1000).unref()
    }
    child.stdout?.on("data", hear)
    child.stderr?.on("data", hear)
    const timer = setTimeout(() => {
      found = false
      child.kill("SIGKILL")
    }, LONGEST_MILLIS)
    child.on("error", (error) => {
      clearTimeout(timer)
      resolve({ ok: false, output: String(error) })
    })
    child.on("close", (code, signal) => {
      clearTimeout(timer)
      resolve({ ok: found && (code === 0 || (until !== undefined && signal === "SIGTERM")), output })
    })
  })

let failures = 0
const report = (what: string, { ok, output }: Ended) => {
  console.log(`${ok ? "ok    " : "FAILED"} ${what}`)
  if (ok) return
  failures += 1
  console.log(output.trim().split("\n").slice(-40).join("\n").replaceAll(/^/gm, "       "))
}
const notRun = (what: string, why: string) => console.log(`not run: ${what}: ${why}`)

/** Returns the folders of all copies of a package in a project. */
const copiesOf = (name: string, folder: string): ReadonlyArray<string> => {
  const found = new Set<string>()
  const look = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.name === name && folder.endsWith("node_modules")) found.add(realpathSync(path))
      else if (entry.isDirectory()) look(path)
    }
  }
  look(folder)
  return [...found]
}

/** Returns the cached archives of a package, of Yarn's Plug'n'Play. */
const archivesOf = (name: string, folder: string): ReadonlyArray<string> =>
  readdirSync(join(folder, ".yarn/cache")).filter((file) => file.startsWith(`${name}-npm-`))

interface World {
  readonly folder: string
  readonly tarball: string
  readonly programs: Programs
  readonly addresses: { readonly bookmaker: string; readonly redis: string }
}

/** Makes a project and installs it. */
const install = async (layout: Layout, hasMsw: boolean, { addresses, folder, programs: all, tarball }: World) => {
  const project = mkdtempSync(join(folder, "project-"))
  const files = programs(addresses, hasMsw)
  const sources = Object.keys(files)
  const written: Record<string, string> = {
    ...files,
    ...layout.files,
    ...Object.fromEntries(
      (Object.keys(resolutions) as ReadonlyArray<keyof typeof resolutions>).map((name) => [
        `tsconfig.${name}.json`,
        tsconfig(name, sources.filter(isCompiled))
      ])
    ),
    "package.json": JSON.stringify({
      private: true,
      type: "module",
      dependencies: {
        bookiegamma: `file:${tarball}`,
        effect: manifest.peerDependencies.effect,
        ...(hasMsw ? { msw: manifest.peerDependencies.msw } : {})
      },
      devDependencies: {
        "@types/node": manifest.devDependencies["@types/node"],
        ...Object.fromEntries(Object.entries(compilers).map(([name, { range }]) => [name, range]))
      },
      ...layout.manifest
    })
  }
  for (const [name, text] of Object.entries(written)) writeFileSync(join(project, name), text)
  const options: SpawnOptions = {
    cwd: project,
    env: { ...environment, CI: "1", ...layout.environment }
  }
  const { ok, output } = await run(layout.install(all), options)
  const running = sources.filter((name) => !isFragment(files[name]!))
  return { project, options, running, installed: { ok: ok && !layout.complaint?.test(output), output } }
}

/** Says which programs of the README are compiled and not run. */
const nameFragments = (addresses: World["addresses"]) => {
  for (const [name, code] of Object.entries(programs(addresses, true))) {
    if (isFragment(code)) notRun(name, "the README's program declares what its reader has; it is compiled")
  }
}

/** Walks one way: everything that a user of that manager would do. */
const walk = async (layout: Layout, hasMsw: boolean, world: World) => {
  const { name, start } = layout
  const title = (what: string) => `${name}${hasMsw ? "" : ", without msw"}: ${what}`
  const { installed, options, project, running } = await install(layout, hasMsw, world)
  report(title("installs"), installed)
  if (!installed.ok) return
  const { bun, deno, node } = world.programs
  const prefix = start?.(world.programs)

  const copies = prefix === undefined ? copiesOf("effect", project) : archivesOf("effect", project)
  report(title("has one effect"), { ok: copies.length === 1, output: copies.join("\n") })

  const runtimes = {
    Node: [node, ...(layout.nodeArguments ?? [])],
    ...(prefix === undefined ? { Deno: [deno, "run", "-A", "--node-modules-dir=manual"], Bun: [bun] } : {})
  }
  if (prefix !== undefined) notRun(title("on Deno and Bun"), "they do not know Plug'n'Play")
  for (const [runtime, command] of Object.entries(runtimes)) {
    for (const source of running) {
      report(title(`${source} runs on ${runtime}`), await run([...command, source], options, expected))
    }
  }

  const command = prefix === undefined ? [join(project, "node_modules/.bin/bookiegamma")] : [...prefix, "bookiegamma"]
  const version = await run([...command, "--version"], options)
  report(title("the command says its version"), {
    ...version,
    ok: version.ok && version.output.includes(manifest.version)
  })
  report(title("the command extracts"), await run([...command, "btts", "live", "--format", "json"], options, expected))

  for (const resolution of Object.keys(resolutions)) {
    for (const [compiler, { file, range }] of Object.entries(compilers)) {
      const what = title(`compiles with TypeScript ${range.replace(/^.*@/, "")}, ${resolution}`)
      if (prefix !== undefined && compiler !== "typescript") {
        notRun(what, "it does not know Plug'n'Play")
        continue
      }
      const tsc = prefix === undefined ? [node, join(project, "node_modules", file)] : [...prefix, "tsc"]
      report(what, await run([...tsc, "-p", `tsconfig.${resolution}.json`], options))
    }
  }
}

/** A bundle of library, ky and Redis client runs away from its project. */
const walkBundler = async ({ command, dependencies, files, name }: Bundler, world: World) => {
  const project = mkdtempSync(join(world.folder, "project-"))
  const written: Record<string, string> = {
    ...files,
    "bundled.mjs": bundledProgram(world.addresses),
    "package.json": JSON.stringify({
      private: true,
      dependencies: { bookiegamma: `file:${world.tarball}`, effect: manifest.peerDependencies.effect, ...dependencies }
    })
  }
  for (const [file, text] of Object.entries(written)) writeFileSync(join(project, file), text)
  const options: SpawnOptions = { cwd: project, env: environment }
  report(`${name}: installs`, await run([world.programs.npm, "install", "--no-audit", "--no-fund"], options))
  const [program, ...args] = command
  const bundling = await run([join(project, "node_modules/.bin", program), ...args], options)
  report(`${name}: bundles`, bundling)
  if (!bundling.ok) return
  const away = mkdtempSync(join(world.folder, "bundle-"))
  renameSync(join(project, "out"), join(away, "out"))
  report(
    `${name}: the bundle runs`,
    await run([world.programs.node, "out/bundled.mjs"], { ...options, cwd: away }, expected)
  )
}

/** Deno takes the files that JSR would get for the package of JSR: programs run and are checked under its name there. */
const walkJsr = async ({ addresses, folder, programs: { deno } }: World) => {
  const listed = await run([deno, "publish", "--dry-run", "--allow-dirty"], {
    cwd: top,
    env: { ...environment, NO_COLOR: "1" }
  })
  const project = mkdtempSync(join(folder, "project-"))
  const published = mkdtempSync(join(folder, "jsr-"))
  const files = Array.from(listed.output.matchAll(/^\s+(file:\/\/\S+) \([\d.]+\w+\)$/gm), ([, url = ""]) =>
    fileURLToPath(url)
  )
  for (const file of files) cpSync(file, join(published, file.slice(top.length)))
  report("JSR: would get files", { ok: listed.ok && files.length > 0, output: listed.output })

  const manifestOfDeno = {
    links: [published],
    nodeModulesDir: "none",
    imports: {
      [jsr.name]: `jsr:${jsr.name}@${jsr.version}`,
      effect: `npm:effect@${manifest.peerDependencies.effect}`
    }
  }
  writeFileSync(join(project, "deno.json"), JSON.stringify(manifestOfDeno))
  const sources = Object.entries(programs(addresses, false)).filter(([name]) => isCompiled(name))
  for (const [name, code] of sources) {
    writeFileSync(join(project, name), code.replaceAll(`"${manifest.name}`, `"${jsr.name}`))
  }
  const options: SpawnOptions = { cwd: project, env: environment }
  for (const [name, code] of sources) {
    if (!isFragment(code)) report(`JSR: ${name} runs on Deno`, await run([deno, "run", "-A", name], options, expected))
  }
  report("JSR: Deno checks the types", await run([deno, "check", ...sources.map(([name]) => name)], options))
}

/** With an effect of another version npm refuses to install, and names both. */
const walkOtherEffect = async (version: string, world: World) => {
  const project = mkdtempSync(join(world.folder, "project-"))
  const dependencies = { bookiegamma: `file:${world.tarball}`, effect: version }
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, dependencies }))
  const { ok, output } = await run([world.programs.npm, "install", "--no-audit", "--no-fund"], {
    cwd: project,
    env: environment
  })
  report(`npm, effect ${version}: is refused, and says which one is needed`, {
    ok: !ok && output.includes(`peer effect@"${manifest.peerDependencies.effect}" from bookiegamma@`),
    output
  })
}

/** On a Node that is too old command and library say so, each in one line. */
const walkOldNode = async (layout: Layout, world: World) => {
  const { options, project } = await install(layout, false, world)
  const node = world.programs.tool("node-old/bin/node")
  const command = await run([node, join(project, "node_modules/bookiegamma/dist/bin/main.js")], options)
  report("on Node 20 the command says what it needs", {
    ok: !command.ok && /^error: this command needs Node [^\n]+\n$/.test(command.output),
    output: command.output
  })
  const program = [
    'import { BookieGamma } from "bookiegamma"',
    'import { KyHttpClient } from "bookiegamma/adapters/ky"',
    'import { SqliteOddsStore } from "bookiegamma/adapters/sqlite"',
    'import { Effect, Layer } from "effect"',
    'const bookmaker = BookieGamma.layer({ live: "http://a.invalid", upcoming: "http://a.invalid" })',
    'for (const layer of [bookmaker.pipe(Layer.provide(KyHttpClient.layer)), SqliteOddsStore.layer("odds.sqlite")]) {',
    "  const error = await Layer.build(layer).pipe(Effect.scoped, Effect.flip, Effect.runPromise)",
    "  console.log(error.message)",
    "}",
    ""
  ].join("\n")
  writeFileSync(join(project, "old.mjs"), program)
  const { ok, output } = await run([node, "old.mjs"], options)
  report("on Node 20 the library says what it needs", {
    ok: ok && /^This runtime is too old: Node 20[^\n]+\nSQLite [^\n]+no node:sqlite; use [^\n]+\n$/.test(output),
    output
  })
}

const folder = mkdtempSync(join(tmpdir(), "bookiegamma-packages-"))
const servers = [await serve(SimulatedBookmaker.make(), { port: 0 }), await serveRedis({ version: "8.0" })] as const
try {
  const tool = (path: string) => join(folder, "tools/node_modules", path)
  const inRepository = (path: string) => join(top, "node_modules", path)
  const all: Programs = {
    node: process.execPath,
    npm: "npm",
    bun: inRepository(".bin/bun"),
    deno: inRepository("deno/deno"),
    tool
  }
  mkdirSync(join(folder, "tools"))
  writeFileSync(
    join(folder, "tools/package.json"),
    JSON.stringify({ private: true, dependencies: tools, allowScripts: toolScripts })
  )
  const inFolder = (path: string): SpawnOptions => ({ cwd: path, env: environment })
  const packing = await run(["npm", "pack", "--ignore-scripts", "--pack-destination", folder], inFolder(top))
  report("packs", packing)
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"))
  report(
    "gets the package managers",
    await run(["npm", "install", "--no-audit", "--no-fund"], inFolder(join(folder, "tools")))
  )
  if (tarball === undefined || failures > 0)
    throw new Error("there is nothing to install, or nothing to install it with")

  const world: World = {
    folder,
    tarball: join(folder, tarball),
    programs: all,
    addresses: { bookmaker: `${servers[0].url}/`, redis: servers[1].url }
  }
  const words = process.argv.slice(2)
  const ways = [
    ...layouts.map((layout) => ({ name: layout.name, go: () => walk(layout, true, world) })),
    { name: "npm, without msw", go: () => walk(layouts[0]!, false, world) },
    { name: "Deno, JSR", go: () => walkJsr(world) },
    ...bundlers.map((bundler) => ({ name: `npm, ${bundler.name}`, go: () => walkBundler(bundler, world) })),
    ...["^3", "4.0.6"].map((version) => ({
      name: `npm, effect ${version}`,
      go: () => walkOtherEffect(version, world)
    })),
    { name: "npm, Node 20", go: () => walkOldNode(layouts[0]!, world) }
  ].filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))
  if (ways.length === 0) throw new Error(`no way has one of these words in its name: ${words.join(", ")}`)
  nameFragments(world.addresses)
  await Promise.all(
    Array.from({ length: Math.min(availableParallelism(), 4) }, async () => {
      for (let way = ways.shift(); way !== undefined; way = ways.shift()) await way.go()
    })
  )
  console.log(failures === 0 ? "all is well" : `${failures} failed`)
} finally {
  await servers[0].close()
  await servers[1].close()
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = failures === 0 ? 0 : 1

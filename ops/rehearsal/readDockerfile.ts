/**
 * Reads a Dockerfile into stages of plain steps, for the rehearsal and for tests. What the project's own files do not use is
 * refused, not passed over: a rehearsal that leaves a step out would prove nothing.
 */
import { readFileSync } from "node:fs"
import {
  type Copy,
  DockerfileParser,
  type Flag,
  type From,
  type Instruction,
  type PropertyInstruction
} from "dockerfile-ast"

/** A step that changes the files of a stage. */
export type Step =
  | { readonly _tag: "Copy"; readonly from?: string; readonly owner?: string; readonly paths: ReadonlyArray<string> }
  | { readonly _tag: "Run"; readonly command: ReadonlyArray<string> }
  | { readonly _tag: "Workdir"; readonly path: string }

/** A stage: its base image, its steps, and how a container of it is started. */
export interface Stage {
  readonly base: string
  readonly name: string | undefined
  readonly steps: Array<Step>
  readonly env: Record<string, string>
  readonly labels: Record<string, string>
  workdir: string
  user: string
  ports: ReadonlyArray<string>
  stopSignal: string | undefined
  entrypoint: ReadonlyArray<string>
  cmd: ReadonlyArray<string>
  healthcheck: { readonly command: ReadonlyArray<string>; readonly flags: Readonly<Record<string, string>> } | undefined
}

const flagsOf = (flags: ReadonlyArray<Flag>) =>
  Object.fromEntries(flags.map((flag) => [flag.getName(), flag.getValue() ?? ""]))

/** Returns the words of a command, which must be written as a JSON array: the images have no shell. */
const commandOf = (instruction: Instruction, text = instruction.getArgumentsContent() ?? ""): ReadonlyArray<string> => {
  if (!text.startsWith("[")) throw new Error(`write as a JSON array: ${instruction}`)
  return JSON.parse(text)
}

const propertiesOf = (instruction: PropertyInstruction) =>
  Object.fromEntries(instruction.getProperties().map((property) => [property.getName(), property.getValue() ?? ""]))

const healthcheckOf = (instruction: Instruction & { getFlags: () => Array<Flag> }) => {
  const text = /\bCMD\s+(\[.*\])\s*$/s.exec(instruction.getArgumentsContent() ?? "")?.[1]
  return { command: commandOf(instruction, text), flags: flagsOf(instruction.getFlags()) }
}

const addTo = (stage: Stage, instruction: Instruction): void => {
  const words = instruction.getArguments().map((argument) => argument.getValue())
  switch (instruction.getKeyword()) {
    case "COPY": {
      const { chown: owner, from, ...others } = flagsOf((instruction as Copy).getFlags())
      if (Object.keys(others).length > 0)
        throw new Error(`the rehearsal knows --from and --chown alone: ${instruction}`)
      stage.steps.push({
        _tag: "Copy",
        paths: words,
        ...(from === undefined ? {} : { from }),
        ...(owner === undefined ? {} : { owner })
      })
      return
    }
    case "RUN":
      stage.steps.push({ _tag: "Run", command: commandOf(instruction) })
      return
    case "WORKDIR":
      stage.workdir = words[0] ?? ""
      stage.steps.push({ _tag: "Workdir", path: stage.workdir })
      return
    case "ENV":
      Object.assign(stage.env, propertiesOf(instruction as PropertyInstruction))
      return
    case "LABEL":
      Object.assign(stage.labels, propertiesOf(instruction as PropertyInstruction))
      return
    case "USER":
      stage.user = words[0] ?? ""
      return
    case "EXPOSE":
      stage.ports = words
      return
    case "STOPSIGNAL":
      stage.stopSignal = words[0]
      return
    case "HEALTHCHECK":
      stage.healthcheck = healthcheckOf(instruction as Copy)
      return
    case "ENTRYPOINT":
      stage.entrypoint = commandOf(instruction)
      return
    case "CMD":
      stage.cmd = commandOf(instruction)
      return
    default:
      throw new Error(`the rehearsal does not know ${instruction}`)
  }
}

/** Returns the stages of a Dockerfile, in their order. */
export const readDockerfile = (path: string): ReadonlyArray<Stage> => {
  const dockerfile = DockerfileParser.parse(readFileSync(path, "utf8"))
  const values = Object.fromEntries(
    dockerfile.getInitialARGs().map((arg) => [arg.getProperty()?.getName(), arg.getProperty()?.getValue() ?? ""])
  )
  const stages: Array<Stage> = []
  for (const instruction of dockerfile.getInstructions()) {
    const last = stages.at(-1)
    if (instruction.getKeyword() === "FROM") {
      const from = instruction as From
      stages.push({
        base: (from.getImage() ?? "").replace(/\$\{(\w+)\}/g, (_, name: string) => values[name] ?? ""),
        name: from.getBuildStage() ?? undefined,
        steps: [],
        env: {},
        labels: {},
        workdir: "/",
        user: "0",
        ports: [],
        stopSignal: undefined,
        entrypoint: [],
        cmd: [],
        healthcheck: undefined
      })
    } else if (last !== undefined) addTo(last, instruction)
    else if (instruction.getKeyword() !== "ARG") throw new Error(`before the first FROM: ${instruction}`)
  }
  return stages
}

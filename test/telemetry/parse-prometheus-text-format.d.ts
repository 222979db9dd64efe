declare module "parse-prometheus-text-format" {
  import type { Family } from "./exposition.ts"

  const parse: (text: string) => ReadonlyArray<Family>
  export default parse
}

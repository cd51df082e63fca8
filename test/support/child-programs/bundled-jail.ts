import { basename } from "node:path"
import { bundledProgram } from "./bundled-program.ts"

// The plugin in vitest.config.ts gives this module to everybody who asks for the jail, and the jail itself to this one.
export { forkJailed, lentDescriptor } from "../../../src/jail/fork-jailed.ts"

/** The bundled program instead of its source. */
export function programBeside(meta: ImportMeta, name: string): URL {
  return bundledProgram(`${basename(meta.dirname)}/${name}`)
}

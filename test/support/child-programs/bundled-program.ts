import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { inject } from "vitest"

/** Takes the name of a program in `bundle-children.ts`, returns where its bundle is. */
export function bundledProgram(name: string): URL {
  return pathToFileURL(join(inject("childPrograms"), `${name}.js`))
}

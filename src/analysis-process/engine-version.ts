import { readFileSync } from "node:fs"

/** What decides how a blob is read: this program and the parser. */
export function readEngineVersion(): string {
  // The same distance from src/analysis-process and from dist/analysis-process.
  const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string
    dependencies: Record<string, string>
  }
  return `${manifest.version} oxc-parser ${manifest.dependencies["oxc-parser"]}`
}

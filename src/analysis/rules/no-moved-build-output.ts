import { defineRule } from "../rule.ts"
import { isRecord, parseJson } from "../source/manifest.ts"
import type { Manifest } from "../source/manifest.ts"
import type { Project } from "../source/project.ts"
import { folderOf, join } from "../source/resolve-import.ts"

const OUTSIDE = /"include"\s*:\s*\[[^\]]{0,400}\]/
const SOURCE = /\.[cm]?tsx?$/

export const noMovedBuildOutput = defineRule({
  kind: "text",
  id: "no-moved-build-output",
  section: "maintainability",
  practice: "environment",
  severity: "high",
  confidence: "high",
  title: "The compiler writes the program elsewhere than it is started from",
  why: "Without `rootDir`, `tsc` takes the common folder of all files it compiles as the root. One file outside `src` moves everything a level down, `dist/src/server.js`, and a clean build no longer has what the start script names. Old files in `dist` hide it on the own machine.",
  fix: "Set `rootDir`, and keep tests out of the configuration that builds.",
  cwe: [],
  files: (path) => /(?:^|\/)tsconfig(?:\.build|\.prod)?\.json$/.test(path),
  *check({ project, path, text }) {
    const folder = folderOf(path)
    const manifest = project.manifestFor(path)
    const document: unknown = parseJson(text)
    const options = isRecord(document) ? document["compilerOptions"] : null
    if (!manifest || folderOf(manifest.path) !== folder || !isRecord(document) || !isRecord(options) || !isBuiltBy(manifest, path)) return
    // What is taken over from elsewhere may say more.
    const says = ["extends", "exclude", "files", "references"].some((each) => each in document)
    const outDir = options["outDir"]
    const include = document["include"]
    if (says || typeof outDir !== "string" || !Array.isArray(include)) return
    if (["rootDir", "rootDirs", "noEmit", "composite", "emitDeclarationOnly"].some((each) => each in options)) return
    const folders = include.map((each) =>
      typeof each === "string" ? (/^(?:\.\/)?([\w-]+)(?:\/\*\*(?:\/\*(?:\.ts)?)?)?\/?$/.exec(each)?.[1] ?? null) : null,
    )
    const other = folders.find((each) => each !== null && each !== "src" && hasSource(project, folder, each))
    if (!folders.includes("src") || other === undefined || other === null || folders.includes(null)) return
    const started = startedFile(project, manifest, folder, outDir.replace(/^\.\/|\/$/g, ""))
    const at = OUTSIDE.exec(text)
    if (!started || !at) return
    yield {
      at: { start: at.index, end: at.index + at[0].length },
      message: `\`${other}\` stands beside \`src\`, and without \`rootDir\` the compiler keeps both folders below \`${outDir}\`: it writes \`${started.written}\`, while ${manifest.path} starts \`${started.named}\`, which a clean build no longer has.`,
      fix: `\`"include": ["src"]\` with \`"rootDir": "src"\` here, and a configuration of its own (\`noEmit\`) to check the types of \`${other}\`.`,
    }
  },
})

// A bundler or a runner that compiles by itself takes no notice of `outDir`.
function isBuiltBy({ scripts }: Manifest, path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1)
  return Object.values(scripts).some(
    (each) =>
      /(?:^|[\s;&])tsc(?:\s|$)/.test(each) &&
      !/--(?:rootDir|noEmit)\b/.test(each) &&
      (name === "tsconfig.json" ? !/(?:-p|--project|-b)\s+(?!\.\/?(?:\s|$)|(?:\.\/)?tsconfig\.json)/.test(each) : each.includes(name)),
  )
}

function hasSource(project: Project, folder: string, below: string): boolean {
  const prefix = `${join(folder, below)}/`
  return project.sourcePaths.some((each) => each.startsWith(prefix) && SOURCE.test(each) && !/\.d\.[cm]?ts$/.test(each))
}

/** What the manifest starts below the folder of the output and was compiled from `src`, with where it is written now; `null` when there is none. */
function startedFile(project: Project, { scripts, document }: Manifest, folder: string, outDir: string) {
  const named = [scripts["start"], scripts["start:prod"], document["main"]].flatMap((each) =>
    typeof each === "string" ? (each.slice(0, 1_000).match(/[\w./-]{1,200}/g) ?? []) : [],
  )
  for (const each of named) {
    const file = each.replace(/^\.\//, "")
    if (!file.startsWith(`${outDir}/`)) continue
    const inner = file.slice(outDir.length + 1).replace(/\.[cm]?js$/, "")
    const isThere = (path: string) => ["ts", "mts", "cts"].some((ending) => project.has(join(folder, `${path}.${ending}`)))
    if (isThere(`src/${inner}`) && !isThere(inner)) return { named: file, written: `${outDir}/src/${inner}.js` }
  }
  return null
}

import type { Diff } from "../../model/diff.ts"
import type { TraceStep } from "../../model/finding.ts"
import { defineRule } from "../rule.ts"
import { classifyPath } from "../classify.ts"
import { missingDependency, packageOf } from "../source/missing-dependency.ts"
import type { Project } from "../source/project.ts"
import { indexLines } from "../source/line-index.ts"
import { importRuns, isForOthers, isLoaded, isRuntime } from "../source/runtime-import.ts"
import { manifestSpot } from "../source/manifest-spot.ts"
import type { Manifest } from "../source/manifest.ts"

export const noDevDependencyInProduction = defineRule({
  kind: "change",
  id: "no-dev-dependency-in-production",
  section: "maintainability",
  practice: "environment",
  severity: "high",
  confidence: "high",
  title: "The running service imports a package that production does not install",
  why: "`npm ci --omit=dev` and the image built with it leave development dependencies out; the service then stops at its first import. Locally and in tests everything works.",
  fix: "Move the package to `dependencies`.",
  cwe: [],
  *check({ base, head, diff, change }) {
    const seen = new Set<string>()
    for (const path of candidates(base, head, diff)) {
      const module = head.moduleOf(path)
      if (!module || !isRuntime(head, path)) continue
      const before = change.basePathOf(path)
      for (const { specifier, node } of module.imports) {
        const name = packageOf(specifier)
        if (name === null || seen.has(name) || head.resolve(path, specifier) !== null) continue
        const problem = missingDependency(head, path, name)
        if (problem === null || !importRuns(module, node) || (before !== null && wasThere(base, before, name)) || !isLoaded(head, path))
          continue
        const { manifest, kind } = problem
        if (kind === "development" && isForOthers(head, path)) continue
        seen.add(name)
        const omitted = omitsDevelopment(head)
        const isSure = kind === "development" && omitted !== null
        // It is true, and this change neither began it nor ends it.
        const isUsual = !isSure && importersAtBase(base, before ?? path, name) >= USUAL
        const listed = kind === "development" ? listingOf(head, manifest, name) : null
        // Who moves the package in package.json has not touched the import, and is told where the change is.
        const isMoved = listed !== null && change.isAdded(manifest.path, listed.line) && !change.isAdded(path, module.lineOf(node))
        yield {
          path: isMoved ? manifest.path : path,
          at: isMoved ? listed.spot : node,
          title: kind === "development" ? `\`${name}\` is only a development dependency` : `\`${name}\` is in no dependency list`,
          message:
            kind === "development"
              ? `\`${path}\` imports \`${name}\` when the service starts, but ${manifest.path} lists it under \`devDependencies\`: ${omitted === null ? "an installation without development dependencies" : `\`${omitted}\``} leaves it out and the import fails with ERR_MODULE_NOT_FOUND.`
              : `\`${path}\` imports \`${name}\`, and no package.json above it declares it: it is there only as long as another package happens to bring it along.`,
          fix:
            kind === "development"
              ? `Move \`${name}\` from \`devDependencies\` to \`dependencies\` in ${manifest.path} and update the lockfile.`
              : `Run \`npm install ${name}\` where ${manifest.path} is and commit it with the lockfile.`,
          severity: isSure ? "high" : "medium",
          confidence: isSure ? "high" : isUsual ? "low" : "medium",
          ...(listed ? { trace: wayTo(path, module.lineOf(node), manifest.path, listed.line) } : {}),
          key: `${kind} ${name}`,
        }
      }
    }
  },
})

/** Where a manifest lists a package for development. */
function listingOf(head: Project, manifest: Manifest, name: string) {
  const text = head.textOf(manifest.path)
  if (text === null) return null
  const spot = manifestSpot(text, "devDependencies", name)
  return { spot, line: indexLines(text).lineAt(spot.start) }
}

function wayTo(path: string, line: number, manifest: string, listed: number): readonly TraceStep[] {
  return [
    { path, line, what: "imports it when the service starts" },
    { path: manifest, line: listed, what: "lists it for development only" },
  ]
}

/** The changed files, and unchanged ones that import a package which is no longer a dependency for production. */
function candidates(base: Project, head: Project, diff: Diff): string[] {
  const own = diff.files.filter((file) => file.status !== "deleted" && classifyPath(file.path) === "source").map((file) => file.path)
  const dropped = diff.files.flatMap((file) => {
    const before = file.oldPath === null ? undefined : base.manifests.find((each) => each.path === file.oldPath)
    const after = head.manifests.find((each) => each.path === file.path)
    return before && after ? Object.keys(before.dependencies).filter((name) => after.dependencies[name] === undefined) : []
  })
  if (dropped.length === 0) return own
  const importing = head.sourcePaths.filter((path) => {
    const text = head.textOf(path) ?? ""
    return dropped.some((name) => text.includes(`"${name}`) || text.includes(`'${name}`))
  })
  return [...new Set([...own, ...importing])]
}

const USUAL = 3

/** How many files of the package imported it before, as far as that matters. */
function importersAtBase(base: Project, path: string, name: string): number {
  const manifest = base.manifestFor(path)
  const quoted = new RegExp(`["'\`]${name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}["'\`/]`)
  let found = 0
  for (const each of base.sourcePaths) {
    if (each === path || classifyPath(each) !== "source" || base.manifestFor(each) !== manifest) continue
    if (quoted.test(base.textOf(each) ?? "") && ++found >= USUAL) break
  }
  return found
}

function wasThere(base: Project, path: string, name: string): boolean {
  const module = base.moduleOf(path)
  return (module?.imports.some(({ specifier }) => packageOf(specifier) === name) ?? false) && missingDependency(base, path, name) !== null
}

/** The command that builds the image without development dependencies, as it is written. */
function omitsDevelopment(head: Project): string | null {
  for (const path of head.tree.files.keys()) {
    if (!/(?:^|\/)(?:Dockerfile|Containerfile)|\.dockerfile$|\.ya?ml$|(?:^|\/)Procfile$/i.test(path)) continue
    const command =
      /\b(?:npm (?:ci|i|install|prune)\b[^\n&|;]*--(?:omit[= ]dev|only[= ]prod\w*|production)|yarn (?:install )?[^\n&|;]*--production|yarn workspaces focus[^\n&|;]*--production|pnpm (?:i|install|deploy|prune)\b[^\n&|;]*(?:--prod\b|-P\b))/.exec(
        head.codeOf(path) ?? "",
      )
    if (command) return command[0].replace(/[`\s]+/g, " ").slice(0, 60)
  }
  return null
}

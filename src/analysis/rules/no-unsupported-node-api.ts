import semver from "semver"
import { isTestPath } from "../classify.ts"
import { globalsSince, membersSince, methodsSince, modulesSince, staticsSince } from "../data/node-features.ts"
import type { NodeFeature } from "../data/node-features.ts"
import { defineRule } from "../rule.ts"
import { isServerPath } from "../calls/server-path.ts"
import { ancestors, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import { enginesFor, nodeVersionsOf } from "../source/node-versions.ts"
import type { Project } from "../source/project.ts"
import { folderOf } from "../source/resolve-import.ts"

const FEATURE_WORDS = [
  ...Object.keys(globalsSince),
  ...Object.keys(methodsSince),
  ...[staticsSince, modulesSince].flatMap((table) => Object.keys(table).map((each) => each.split(/\W/).join(" "))),
  ...Object.keys(membersSince).map((path) => path.slice(path.lastIndexOf(".") + 1)),
  "meta dirname",
  "meta filename",
]

export const noUnsupportedNodeApi = defineRule({
  kind: "source",
  id: "no-unsupported-node-api",
  section: "maintainability",
  practice: "environment",
  severity: "medium",
  confidence: "high",
  title: "The code uses what the oldest promised Node does not have",
  why: "It works on the machine where it was written and throws on the version that `engines` or the image name. The compiler does not see it, because its types come with another version.",
  fix: "Raise `engines`, the image and the pipeline together, or use what the older version has.",
  cwe: [],
  needs: { path: "server", words: FEATURE_WORDS },
  *check({ project, module }) {
    if (isTestPath(module.path) || !isServerPath(module.path) || /\.[jt]sx$/.test(module.path)) return
    const promised = promisedVersion(project, module.path)
    if (promised === null || project.dependsOn(module.path, "core-js") !== null) return
    const said = new Set<string>()
    const isPortable = runsElsewhere(project, folderOf(promised.where))
    for (const { feature, node } of featuresIn(project, module)) {
      // On Node an adapter brings the globals of the web to a library that is written for every runtime.
      if (isPortable && Object.hasOwn(globalsSince, feature.name)) continue
      if (said.has(feature.name) || !semver.lt(promised.version, feature.since) || isGuarded(module, node, feature)) continue
      said.add(feature.name)
      yield {
        at: node,
        title: `${feature.name} needs Node ${feature.since.replace(/\.0\.0$|\.0$/, "")}, ${promised.where} allows ${promised.range}`,
        message: `On Node ${promised.version.major}, which ${promised.where} allows (\`${promised.range}\`), \`${feature.name}\` does not exist and this line throws.`,
        fix: `Raise the version where it is promised, or use ${feature.instead}.`,
        key: feature.name,
        // Whoever runs that major version runs its later releases; the first ones have holes that everybody has closed.
        ...(semver.major(feature.since) === promised.version.major ? { severity: "low" as const, confidence: "low" as const } : {}),
      }
    }
  },
})

function runsElsewhere(project: Project, folder: string): boolean {
  return ["jsr.json", "deno.json", "deno.jsonc", "wrangler.toml", "wrangler.jsonc"].some((name) =>
    project.has(folder === "" ? name : `${folder}/${name}`),
  )
}

interface Promised {
  readonly version: semver.SemVer
  readonly range: string
  readonly where: string
}

/** The oldest Node this file has to run on: what `engines` allows, else what the image runs. */
function promisedVersion(project: Project, path: string): Promised | null {
  return project.once(`promised Node in ${folderOf(path)}`, () => findPromised(project, path))
}

function findPromised(project: Project, path: string): Promised | null {
  const engines = enginesFor(project, path)
  const lowest = engines === null ? null : lowestOf(project, engines.range)
  if (engines && lowest) {
    // `>=4` was written long ago and is kept by nobody; an image says more.
    return lowest.major < 14 ? imageVersion(project) : { version: lowest, range: engines.range, where: engines.manifest }
  }
  return imageVersion(project)
}

function lowestOf(project: Project, range: string): semver.SemVer | null {
  return project.once(`lowest of ${range}`, () => (semver.validRange(range) === null ? null : semver.minVersion(range)))
}

function imageVersion(project: Project): Promised | null {
  const images = nodeVersionsOf(project).filter((each) => each.role === "image" && !/dev|test|example/i.test(each.path))
  const found = images.flatMap((each) => {
    // `node:18` is the newest 18, whatever that is.
    const version = semver.coerce(/^\d+$/.test(each.version) ? `${each.version}.99.0` : each.version)
    return version ? [{ version, range: `node:${each.version}`, where: each.path }] : []
  })
  return found.sort((a, b) => semver.compare(a.version, b.version))[0] ?? null
}

function* featuresIn(project: Project, module: SourceModule): Generator<{ feature: NodeFeature; node: Node }> {
  for (const { specifier, node } of module.imports) {
    const feature = own(modulesSince, specifier)
    if (feature) yield { feature, node }
  }
  for (const node of nodesOf(module.program, "CallExpression", "NewExpression", "MemberExpression")) {
    if (node.type === "CallExpression" || node.type === "NewExpression") {
      const { callee } = node
      if (callee.type === "Identifier") {
        const feature = own(globalsSince, callee.name)
        if (feature && module.bindings.resolve(callee) === null) yield { feature, node: callee }
        else {
          const member = memberFeature(project, module, callee)
          if (member) yield { feature: member, node: callee }
        }
      } else if (callee.type === "MemberExpression") {
        const name = propertyName(callee) ?? ""
        const owner = callee.object
        const fixed =
          owner.type === "Identifier" && module.bindings.resolve(owner) === null ? own(staticsSince, `${owner.name}.${name}`) : undefined
        const method = own(methodsSince, name)
        if (fixed) yield { feature: fixed, node: callee }
        else if (method && originOf(project, module, owner) === null) yield { feature: method, node: callee.property }
        else {
          const member = memberFeature(project, module, callee)
          if (member) yield { feature: member, node: callee }
        }
      }
    } else if (
      node.type === "MemberExpression" &&
      node.object.type === "MetaProperty" &&
      /^(?:dirname|filename)$/.test(propertyName(node) ?? "")
    ) {
      yield { feature: { name: `import.meta.${propertyName(node)}`, since: "20.11.0", instead: "`fileURLToPath(import.meta.url)`" }, node }
    }
  }
}

const MEMBER_NAMES = new Set(Object.keys(membersSince).map((path) => path.slice(path.lastIndexOf(".") + 1)))

function memberFeature(project: Project, module: SourceModule, callee: Node): NodeFeature | undefined {
  const name = callee.type === "Identifier" ? callee.name : (propertyName(callee) ?? "")
  if (!MEMBER_NAMES.has(name)) return undefined
  const origin = originOf(project, module, callee)
  return origin === null ? undefined : own(membersSince, origin.replace(/^fs\.promises\./, "fs/promises."))
}

function own(table: Readonly<Record<string, NodeFeature>>, key: string): NodeFeature | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}

// `typeof fetch === "function"` and `if (Array.fromAsync)` are questions, and what stands behind them was thought of.
function isGuarded(module: SourceModule, node: Node, feature: NodeFeature): boolean {
  const name = feature.name
  for (const above of ancestors(node)) {
    const test =
      above.type === "IfStatement" || above.type === "ConditionalExpression"
        ? above.test
        : above.type === "LogicalExpression"
          ? above.left
          : null
    if (
      test &&
      module.textOf(test).includes(name) &&
      !(test.start <= node.start && node.end <= test.end && above.type === "IfStatement" && !/typeof/.test(module.textOf(test)))
    )
      return true
  }
  return new RegExp(`typeof\\s+(?:globalThis\\.)?${name.replace(/[.]/g, "\\.")}`).test(module.code)
}

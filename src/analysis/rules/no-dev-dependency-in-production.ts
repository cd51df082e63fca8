import { isBuiltin } from "node:module"
import type { Diff } from "../../model/diff.ts"
import { defineRule } from "../rule.ts"
import { classifyPath, isTestPath } from "../classify.ts"
import { ancestors, descendants, enclosingFunction } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Manifest } from "../source/manifest.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { folderOf } from "../source/resolve-import.ts"

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
        const problem = problemOf(head, path, name)
        if (problem === null || !runs(module, node) || (before !== null && wasThere(base, before, name))) continue
        seen.add(name)
        const { manifest, kind } = problem
        const omitted = omitsDevelopment(head)
        yield {
          path,
          at: node,
          title: kind === "development" ? `\`${name}\` is only a development dependency` : `\`${name}\` is in no dependency list`,
          message:
            kind === "development"
              ? `\`${path}\` imports \`${name}\` when the service starts, but ${manifest.path} lists it under \`devDependencies\`: ${omitted === null ? "an installation without development dependencies" : `\`${omitted}\``} leaves it out and the import fails with ERR_MODULE_NOT_FOUND.`
              : `\`${path}\` imports \`${name}\`, and no package.json above it declares it: it is there only as long as another package happens to bring it along.`,
          fix:
            kind === "development"
              ? `Move \`${name}\` from \`devDependencies\` to \`dependencies\` in ${manifest.path} and update the lockfile.`
              : `Run \`npm install ${name}\` where ${manifest.path} is and commit it with the lockfile.`,
          severity: kind === "development" && omitted !== null ? "high" : "medium",
          confidence: kind === "development" && omitted !== null ? "high" : "medium",
          key: `${kind} ${name}`,
        }
      }
    }
  },
})

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

/** Code that Node itself runs in production: no tests, tools or configuration, nothing that a bundler puts together. */
function isRuntime(head: Project, path: string): boolean {
  if (classifyPath(path) !== "source" || isTestPath(path)) return false
  if (
    /(?:^|\/)(?:scripts?|tools?|bench(?:marks?)?|examples?|docs?|website|seeds?|seeders?|migrations?|mocks?|stories|\.[\w-]+|cypress|playwright|generators?|testing|test-utils?|frontend|client|public|ui|web)\//.test(
      path,
    )
  )
    return false
  if (
    /\.config\.[cm]?[jt]s$|(?:^|\/)(?:gulpfile|gruntfile|karma|knexfile|webpack\.\w+|rollup|ormconfig|setupTests)\b|[.-](?:stories|mock|seed|fixture|factory)\.[cm]?[jt]sx?$|\.[jt]sx$/i.test(
      path,
    )
  )
    return false
  const manifest = head.manifestFor(path)
  if (!manifest?.valid) return false
  const all = { ...manifest.dependencies, ...manifest.devDependencies }
  if (
    ["react", "vue", "svelte", "@angular/core", "next", "nuxt", "electron", "astro", "expo", "preact", "@nx/js", "nx"].some(
      (name) => all[name] !== undefined,
    )
  )
    return false
  return !/\b(?:webpack|esbuild|tsup|rollup|ncc|vite build|parcel|tsdown|unbuild|bun build|nx build|microbundle|rolldown|--webpack)\b/.test(
    Object.values(manifest.scripts).join("\n"),
  )
}

function problemOf(head: Project, path: string, name: string): { manifest: Manifest; kind: "development" | "missing" } | null {
  let listed: Manifest | null = null
  const nearest = head.manifestFor(path)
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    const manifest = manifestsByFolder(head).get(folder)
    if (manifest) {
      if (!manifest.valid) return null
      if (
        name === manifest.name ||
        [manifest.dependencies, manifest.peerDependencies, manifest.optionalDependencies].some((group) => group[name] !== undefined)
      )
        return null
      if (manifest.devDependencies[name] !== undefined) listed ??= manifest
    }
    if (folder === "") break
  }
  if (listed) return { manifest: listed, kind: "development" }
  // Workspaces, aliases of a build and types without a package of their own.
  const isElsewhere = head.manifests.some((each) => each.name === name) || isAlias(head, name)
  return nearest === null || isElsewhere || Object.keys(nearest.dependencies).length === 0 ? null : { manifest: nearest, kind: "missing" }
}

function manifestsByFolder(project: Project): ReadonlyMap<string, Manifest> {
  return project.once("manifests by folder", () => new Map(project.manifests.map((each) => [folderOf(each.path), each])))
}

function wasThere(base: Project, path: string, name: string): boolean {
  const module = base.moduleOf(path)
  return (module?.imports.some(({ specifier }) => packageOf(specifier) === name) ?? false) && problemOf(base, path, name) !== null
}

function isAlias(head: Project, name: string): boolean {
  return head.once(`is an alias ${name}`, () => findAlias(head, name))
}

function findAlias(head: Project, name: string): boolean {
  const start = name.split("/", 1)[0] as string
  return [...head.tree.files.values()].some(
    (file) =>
      /(?:^|\/)(?:[jt]sconfig[^/]*|package)\.json$/.test(file.path) &&
      (file.text.includes(`"${start}/*"`) ||
        file.text.includes(`"${name}/*"`) ||
        file.text.includes(`"${name}": [`) ||
        file.text.includes(`"_moduleAliases"`)),
  )
}

function packageOf(specifier: string): string | null {
  if (/^[./#~]|^@\/|^[a-z]+:|[\\\s!?]/i.test(specifier) || isBuiltin(specifier)) return null
  const parts = specifier.split("/")
  const name = specifier.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] as string)
  return /^(?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*$/i.test(name) && (!specifier.startsWith("@") || parts.length > 1) ? name : null
}

/** Whether the import is left after types are stripped and is not made under a condition. */
function runs(module: SourceModule, node: Node): boolean {
  if (node.type === "ImportDeclaration") {
    if (node.specifiers.length === 0) return true
    return node.specifiers.some(
      (specifier) => !("importKind" in specifier && specifier.importKind === "type") && isUsedAsValue(module, specifier.local.name),
    )
  }
  if (node.type === "ExportNamedDeclaration" && node.exportKind === "type") return false
  if (node.type === "ExportAllDeclaration" && node.exportKind === "type") return false
  // A command that loads its tool when it is called does so where the tool is.
  if (node.type === "ImportExpression" && enclosingFunction(node) && /(?:^|\/)(?:commands?|cli|bin)\//.test(module.path)) return false
  for (const above of ancestors(node))
    if (
      above.type === "IfStatement" ||
      above.type === "TryStatement" ||
      above.type === "ConditionalExpression" ||
      above.type === "LogicalExpression"
    )
      return false
  return true
}

// TypeScript drops imports that only types use.
function isUsedAsValue(module: SourceModule, name: string): boolean {
  if (!/\.[cm]?tsx?$/.test(module.path)) return true
  for (const node of descendants(
    module.program,
    (each) =>
      each.type === "ImportDeclaration" ||
      each.type === "TSTypeReference" ||
      each.type === "TSInterfaceDeclaration" ||
      each.type === "TSTypeAliasDeclaration" ||
      each.type === "TSTypeQuery",
  )) {
    if (
      (node.type === "Identifier" || node.type === "JSXIdentifier") &&
      node.name === name &&
      node.parent?.type !== "ImportSpecifier" &&
      node.parent?.type !== "ImportDefaultSpecifier" &&
      node.parent?.type !== "ImportNamespaceSpecifier" &&
      !/^TS(?:TypeReference|QualifiedName|ClassImplements|InterfaceHeritage|ImportType)$/.test(node.parent?.type ?? "")
    )
      return true
  }
  return false
}

/** The command that builds the image without development dependencies, as it is written. */
function omitsDevelopment(head: Project): string | null {
  for (const { path, text } of head.tree.files.values()) {
    if (!/(?:^|\/)(?:Dockerfile|Containerfile)|\.dockerfile$|\.ya?ml$|(?:^|\/)Procfile$/i.test(path)) continue
    const command =
      /\b(?:npm (?:ci|i|install|prune)\b[^\n&|;]*--(?:omit[= ]dev|only[= ]prod\w*|production)|yarn (?:install )?[^\n&|;]*--production|yarn workspaces focus[^\n&|;]*--production|pnpm (?:i|install|deploy|prune)\b[^\n&|;]*(?:--prod\b|-P\b))/.exec(
        text,
      )
    if (command) return command[0].replace(/[`\s]+/g, " ").slice(0, 60)
  }
  return null
}

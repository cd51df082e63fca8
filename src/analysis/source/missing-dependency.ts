import { isBuiltin } from "node:module"
import type { Manifest } from "./manifest.ts"
import type { Project } from "./project.ts"
import { folderOf } from "./resolve-import.ts"

/** Why production would not find a package that code at a path imports; `null` where it does, or where nobody can tell. */
export function missingDependency(
  head: Project,
  path: string,
  name: string,
): { readonly manifest: Manifest; readonly kind: "development" | "missing" } | null {
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
  // Another workspace brings it to production, and it is installed where all of them find it.
  if (listed && listed !== nearest && head.manifests.some((each) => each.dependencies[name] !== undefined)) return null
  if (listed) return { manifest: listed, kind: "development" }
  // Workspaces, aliases of a build and types without a package of their own.
  const isElsewhere = head.manifests.some((each) => each.name === name) || isAlias(head, name)
  return nearest === null || isElsewhere || Object.keys(nearest.dependencies).length === 0 ? null : { manifest: nearest, kind: "missing" }
}

function manifestsByFolder(project: Project): ReadonlyMap<string, Manifest> {
  return project.once("manifests by folder", () => new Map(project.manifests.map((each) => [folderOf(each.path), each])))
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

/** The package an import asks for, `@scope/name` of `@scope/name/part`; `null` for files, aliases and modules of Node, Bun, Meteor and k6. */
export function packageOf(specifier: string): string | null {
  if (/^[./#~]|^@\/|^[a-z]+:|^meteor\/|^k6(?:\/|$)|^bun$|[\\\s!?]/i.test(specifier) || isBuiltin(specifier)) return null
  const parts = specifier.split("/")
  const name = specifier.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] as string)
  return /^(?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*$/i.test(name) && (!specifier.startsWith("@") || parts.length > 1) ? name : null
}

import { readDockerfile } from "./dockerfile.ts"
import type { Project } from "./project.ts"
import { folderOf } from "./resolve-import.ts"

/** One place that says which Node a package is built, tested or run with. */
export interface NodeVersion {
  readonly path: string
  readonly start: number
  readonly end: number
  /** A version or a part of one, as written: `22`, `22.15.0`, `20.x`. */
  readonly version: string
  readonly role: "image" | "pipeline" | "version file"
}

/** What Dockerfiles, workflows and version files say about the version of Node, in order of path and line. Aliases such as `lts` are left out. */
export function nodeVersionsOf(project: Project): readonly NodeVersion[] {
  return project.once("versions of Node", () => findVersions(project))
}

function findVersions(project: Project): NodeVersion[] {
  const found: NodeVersion[] = []
  for (const { path, text } of project.tree.files.values()) {
    const name = path.slice(path.lastIndexOf("/") + 1)
    if (name === ".nvmrc" || name === ".node-version") {
      const match = /^\s*v?(\d+(?:\.\d+){0,2})\s*$/m.exec(text)
      if (match)
        found.push({
          path,
          start: match.index + match[0].indexOf(match[1] as string),
          end: match.index + match[0].length,
          version: match[1] as string,
          role: "version file",
        })
    } else if (/^(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?$|\.dockerfile$/i.test(name)) {
      for (const stage of readDockerfile(text).stages) {
        const match = /^FROM\s+(?:--\S+\s+)*(?:docker\.io\/(?:library\/)?)?node:(\d+(?:\.\d+){0,2})/i.exec(
          text.slice(stage.start, stage.end),
        )
        if (match) found.push({ path, start: stage.start, end: stage.end, version: match[1] as string, role: "image" })
      }
    } else if (/^\.github\/workflows\/.+\.ya?ml$/.test(path)) {
      for (const match of text.matchAll(
        /^[ \t-]*(?:node-version|node_version|node|NODE_VERSION)[ \t]*:[ \t]*(\[[^\]\n]*\]|["']?\d[\w.]*["']?)/gm,
      )) {
        for (const version of (match[1] as string).matchAll(/\b(\d+(?:\.(?:\d+|x)){0,2})\b/g))
          found.push({
            path,
            start: match.index + match[0].search(/\S/),
            end: match.index + match[0].length,
            version: version[1] as string,
            role: "pipeline",
          })
      }
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.start - b.start))
}

/** The range of Node that package.json promises for files of this folder, with the manifest that says so. */
export function enginesFor(project: Project, path: string): { readonly manifest: string; readonly range: string } | null {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    const manifest = project.manifests.find((each) => folderOf(each.path) === folder)
    const range = manifest?.engines["node"]
    if (manifest && range !== undefined) return { manifest: manifest.path, range }
    if (folder === "") return null
  }
}

import type { Technology } from "../../model/analysis.ts"
import { lockfileFor } from "../source/lockfile.ts"
import type { Manifest } from "../source/manifest.ts"
import type { Project } from "../source/project.ts"
import { folderOf } from "../source/resolve-import.ts"
import { isTestPath } from "../classify.ts"
import { technologySigns } from "./technologies.ts"
import type { TechnologySign } from "./technologies.ts"

const GROUPS = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"] as const

/** The technologies a repository uses, each once, with version and evidence, in a fixed order. */
export function detectStack(project: Project): Technology[] {
  const found = technologySigns.flatMap((sign) => detectOne(project, sign) ?? [])
  return [...nodeVersion(project), ...found, ...nodeTest(project)]
}

function detectOne(project: Project, sign: TechnologySign): Technology | null {
  return fromManifests(project, sign) ?? fromSettings(project, sign) ?? fromImages(project, sign) ?? fromFiles(project, sign)
}

function fromManifests(project: Project, sign: TechnologySign): Technology | null {
  for (const manifest of project.manifests) {
    for (const group of GROUPS) {
      for (const wanted of sign.packages) {
        const name = wanted.endsWith("/") ? Object.keys(manifest[group]).find((each) => each.startsWith(wanted)) : wanted
        const range = name === undefined ? undefined : manifest[group][name]
        if (name === undefined || range === undefined) continue
        return {
          technology: sign.technology,
          category: sign.category,
          version: versionOf(project, sign, manifest, name, range),
          evidence: `${manifest.path}: ${group}.${name}`,
        }
      }
    }
  }
  return null
}

// The version of a driver is not the version of the database.
function versionOf(project: Project, sign: TechnologySign, manifest: Manifest, name: string, range: string): string | null {
  if (sign.category === "database") return fromImages(project, sign)?.version ?? null
  return (
    lockfileFor(project, manifest.path)?.lockedFor(folderOf(manifest.path), name)?.version ??
    project.dependsOn(manifest.path, name) ??
    range
  )
}

function fromSettings(project: Project, { technology, category, dialects }: TechnologySign): Technology | null {
  if (!dialects) return null
  for (const [path, { text }] of ordered(project)) {
    if (isTestPath(path)) continue
    if (path.endsWith(".prisma")) {
      const provider = /datasource\s+(\w+)\s*\{[^}]*?\bprovider\s*=\s*"(\w+)"/.exec(text)
      if (provider && dialects.includes(provider[2] as string))
        return { technology, category, version: null, evidence: `${path}: datasource ${provider[1]}` }
      continue
    }
    if (
      !project.mentions(path, /\b(?:DataSource|createConnection|TypeOrmModule|Sequelize|knex|Knex|drizzle|defineConfig)\b/) &&
      !/knexfile|ormconfig|drizzle|sequelize|database\.json$|config\/config\.json$/.test(path)
    )
      continue
    for (const match of text.matchAll(/["']?\b(type|dialect|client)["']?\s*:\s*["'](\w[\w-]*)["']/g)) {
      if (dialects.includes(match[2] as string))
        return { technology, category, version: null, evidence: `${path}: ${match[1]} ${match[2]}` }
    }
  }
  return null
}

function fromImages(project: Project, { technology, category, images }: TechnologySign): Technology | null {
  if (!images) return null
  for (const [path, { text }] of ordered(project)) {
    if (!/(?:compose[\w.-]*|\.github\/workflows\/[^/]+|\.gitlab-ci)\.ya?ml$/.test(path)) continue
    for (const match of text.matchAll(/^\s*-?\s*image:\s*["']?(?:[\w.-]+(?::\d+)?\/)*([\w-]+)(?::([\w.-]+))?/gm)) {
      if (images.includes(match[1] as string))
        return {
          technology,
          category,
          version: /^\d[\d.]*/.exec(match[2] ?? "")?.[0].replace(/\.$/, "") ?? null,
          evidence: `${path}: image ${match[1]}${match[2] ? `:${match[2]}` : ""}`,
        }
    }
  }
  return null
}

function fromFiles(project: Project, { technology, category, files }: TechnologySign): Technology | null {
  if (!files) return null
  const path = [...project.tree.entries.keys()].filter((each) => files.test(each) && !each.includes("node_modules/")).sort(shallowFirst)[0]
  return path === undefined ? null : { technology, category, version: null, evidence: path }
}

function nodeVersion(project: Project): Technology[] {
  const of = (version: string | null, evidence: string): Technology[] => [{ technology: "Node.js", category: "runtime", version, evidence }]
  for (const name of [".nvmrc", ".node-version"]) {
    const text = project.textOf(name)?.trim()
    if (text) return of(text.replace(/^v/, "").split("\n", 1)[0] ?? null, name)
  }
  for (const manifest of project.manifests)
    if (manifest.engines["node"]) return of(manifest.engines["node"], `${manifest.path}: engines.node`)
  for (const [path, { text }] of ordered(project)) {
    if (!/(?:^|\/)Dockerfile(?:\..+)?$/.test(path)) continue
    const image = /^FROM\s+(?:--\S+\s+)?(?:[\w.-]+\/)*node:(\d[\w.-]*)/im.exec(text)
    if (image) return of(/^\d[\d.]*/.exec(image[1] as string)?.[0] ?? null, `${path}: FROM node:${image[1]}`)
  }
  return project.manifests.length > 0 ? of(null, (project.manifests[0] as Manifest).path) : []
}

function nodeTest(project: Project): Technology[] {
  const path = project.sourcePaths.find((each) => isTestPath(each) && project.mentions(each, /["']node:test["']/))
  return path === undefined ? [] : [{ technology: "node:test", category: "testing", version: null, evidence: path }]
}

function ordered(project: Project) {
  return project.once("files in order", () => [...project.tree.files].sort(([a], [b]) => shallowFirst(a, b)))
}

function shallowFirst(a: string, b: string): number {
  return a.split("/").length - b.split("/").length || (a < b ? -1 : a > b ? 1 : 0)
}

import { installedGroups, manifestSpot } from "../source/manifest-spot.ts"
import type { Project } from "../source/project.ts"
import type { Spot } from "../rule.ts"
import type { AddedPackage } from "./compare-locked.ts"

/** Where a finding about a package stands: where package.json asks for it, or at its entry in the lockfile. */
export function spotOfPackage(added: AddedPackage, head: Project): { readonly path: string; readonly at: Spot } {
  const { manifest, way, name, lockfile, line } = added
  const document = manifest === null || way.length > 1 ? null : head.manifests.find(({ path }) => path === manifest)
  // Anybody may name a package `constructor`.
  const group = installedGroups.find((each) => document != null && Object.hasOwn(document[each], name))
  const text = manifest === null ? null : head.textOf(manifest)
  if (document == null || group === undefined || text === null) return { path: lockfile, at: { line } }
  return { path: document.path, at: manifestSpot(text, group, name) }
}

/** Why a package is there: "It is asked for by `express` › `qs`." */
export function wayInWords({ way, manifest }: Pick<AddedPackage, "way" | "manifest">): string {
  const [first] = way
  if (first === undefined || manifest === null) return "Nothing in package.json leads to it."
  if (way.length === 1) return `\`${manifest}\` asks for it.`
  return `It comes with \`${first}\`: ${way.map((each) => `\`${each}\``).join(" › ")}.`
}

import semver from "semver"
import { lockfileFor } from "./lockfile.ts"
import type { Project } from "./project.ts"
import { folderOf } from "./resolve-import.ts"

/** The version of a package that code at a path runs with: the locked one, else the lowest its manifest allows; `null` when neither tells. */
export function installedVersion(project: Project, path: string, name: string): string | null {
  const range = project.dependsOn(path, name)
  if (range === null) return null
  const manifest = project.manifestFor(path)
  const locked = manifest ? (lockfileFor(project, manifest.path)?.lockedFor(folderOf(manifest.path), name)?.version ?? null) : null
  if (locked !== null && semver.valid(locked)) return locked
  // Any version stands for none: it would be 0.0.0.
  return semver.validRange(range) && semver.minVersion(range)?.version !== "0.0.0" ? (semver.minVersion(range)?.version ?? null) : null
}

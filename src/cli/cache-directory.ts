import { homedir, platform } from "node:os"
import { isAbsolute, join } from "node:path"

/** Where this system keeps what programs can make again; `environment` may name another place. */
export function chooseCacheDirectory(environment: Readonly<Record<string, string | undefined>>): string {
  const name = "nodejs-backend-expert"
  const chosen = environment["XDG_CACHE_HOME"]
  // The convention says that a relative path is no answer.
  if (chosen !== undefined && isAbsolute(chosen)) return join(chosen, name)
  if (platform() === "darwin") return join(homedir(), "Library/Caches", name)
  if (platform() === "win32") return join(environment["LOCALAPPDATA"] ?? join(homedir(), "AppData/Local"), name)
  return join(homedir(), ".cache", name)
}

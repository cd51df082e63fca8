// @ts-nocheck fixture
import path from "node:path"

const ROOT = path.resolve("files")
const PUBLIC = "/srv/public"
const SLASHED = "/srv/public/"

export function open(name) {
  const file = path.join(ROOT, name)
  // ruleid: no-incomplete-folder-check
  if (!file.startsWith(ROOT)) throw new Error("outside")
  return file
}

export function openOf(base, customer, name) {
  const folder = path.resolve(base, customer)
  const file = path.resolve(folder, name)
  // ruleid: no-incomplete-folder-check
  return file.startsWith(folder) ? file : null
}

export function openPublic(name) {
  const file = path.join(PUBLIC, name)
  // ruleid: no-incomplete-folder-check
  return file !== PUBLIC && file.startsWith(PUBLIC)
}

export function openSlashed(name) {
  const file = path.join(SLASHED, name)
  // ok: no-incomplete-folder-check
  if (!file.startsWith(SLASHED)) throw new Error("outside")
  return file
}

export function openChecked(name) {
  const file = path.join(ROOT, name)
  // ok: no-incomplete-folder-check
  if (file !== ROOT && !file.startsWith(ROOT + path.sep)) throw new Error("outside")
  return file
}

export function openTwice(name) {
  const file = path.join(ROOT, name)
  // ok: no-incomplete-folder-check
  if (!file.startsWith(ROOT) || file[ROOT.length] !== path.sep) throw new Error("outside")
  return file
}

export function openOfCustomer(customer, name) {
  const root = path.join(PUBLIC, customer)
  const file = path.resolve(root, `./${name}`)
  // ruleid: no-incomplete-folder-check
  if (!file.startsWith(root)) throw new Error("outside")
  return file
}

export async function download(req, res) {
  const home = path.join(PUBLIC, "users", String(req.user.id))
  const file = path.normalize(path.join(home, req.query.file))
  // ruleid: no-incomplete-folder-check
  if (!file.startsWith(home)) return res.sendStatus(403)
  return res.sendFile(file)
}

export function openOfTeam(team, name) {
  const home = path.join(ROOT, `team-${team.slug}`)
  const file = path.join(home, name)
  // ruleid: no-incomplete-folder-check
  return file.startsWith(home) ? file : null
}

export function openOfTeamSlashed(team, name) {
  const home = path.join(ROOT, `team-${team.slug}/`)
  const file = path.join(home, name)
  // ok: no-incomplete-folder-check
  return file.startsWith(home) ? file : null
}

export function openConfigured(options, name) {
  const home = path.join(ROOT, options.subdir)
  const file = path.join(home, name)
  // ok: no-incomplete-folder-check
  return file.startsWith(home) ? file : null
}

// Whether the folder ends in a slash is the caller's business.
export function openIn(folder, name) {
  const file = path.join(folder, name)
  // ok: no-incomplete-folder-check
  if (!file.startsWith(folder)) throw new Error("outside")
  return file
}

export function label(file) {
  // ok: no-incomplete-folder-check
  return file.startsWith(ROOT) ? "ours" : "theirs"
}

export function fixed() {
  const file = path.join(ROOT, "index.html")
  // ok: no-incomplete-folder-check
  return file.startsWith(ROOT)
}

// What it is called does not tell whether a slash stands behind it; those who call it do.
export function openClaim(claimFolder, name) {
  const folder = path.join(ROOT, claimFolder)
  const file = path.resolve(folder, name)
  // ruleid: no-incomplete-folder-check
  if (!file.startsWith(folder)) return null
  return file
}

export function openShared(folderName, name) {
  const folder = path.join(ROOT, folderName)
  const file = path.resolve(folder, name)
  // ok: no-incomplete-folder-check
  if (!file.startsWith(folder)) return null
  return file
}

export const claimHandler = (req) => openClaim(String(req.claim.id), req.query.file)
export const sharedHandler = (req) => openShared(`${req.team.slug}/`, req.query.file)

const folderOf = (claimId) => path.join(ROOT, claimId)
const slashedFolderOf = (claimId) => path.join(ROOT, claimId) + path.sep

export class ClaimFiles {
  constructor(base) {
    this.base = base
  }

  open(claimId, name) {
    const root = this.rootOf(claimId)
    const file = path.resolve(root, name)
    // ruleid: no-incomplete-folder-check
    if (!file.startsWith(root)) return null
    return file
  }

  rootOf(claimId) {
    return path.resolve(this.base, claimId)
  }
}

export function openOf(claimId, name) {
  const file = path.resolve(folderOf(claimId), name)
  // ruleid: no-incomplete-folder-check
  if (!file.startsWith(folderOf(claimId))) return null
  return file
}

export function openSlashed(claimId, name) {
  const root = slashedFolderOf(claimId)
  const file = path.resolve(root, name)
  // ok: no-incomplete-folder-check
  if (!file.startsWith(root)) return null
  return file
}

export async function openListed(name: string, allowedDirectories: string[]) {
  const absolute = path.resolve(process.cwd(), name)
  // ruleid: no-incomplete-folder-check
  if (!allowedDirectories.some((directory) => absolute.startsWith(directory))) throw new Error("outside")
  return fs.promises.readFile(absolute)
}

export function isInsideWorkspace(resolvedPath: string, workspaceRoots: readonly string[]): boolean {
  for (const root of workspaceRoots) {
    // ruleid: no-incomplete-folder-check
    if (resolvedPath.startsWith(root)) return true
  }
  return false
}

export function isInsideClosed(resolvedPath: string, allowedDirectories: readonly string[]): boolean {
  // ok: no-incomplete-folder-check
  return allowedDirectories.some((directory) => resolvedPath === directory || resolvedPath.startsWith(directory + path.sep))
}

const CLOSED_ROOTS = ["/srv/files/", "/srv/pictures/"]

export function isInsideListed(absolutePath: string): boolean {
  // ok: no-incomplete-folder-check
  return CLOSED_ROOTS.some((root) => absolutePath.startsWith(root))
}

export function isIgnored(url: string, ignoredPaths: readonly string[]): boolean {
  // ok: no-incomplete-folder-check
  return ignoredPaths.some((each) => url.startsWith(each))
}

async function store(name, folder) {
  const target = path.resolve(folder, name)
  // ruleid: no-incomplete-folder-check
  if (!target.startsWith(folder)) throw new Error("outside")
  return target
}

async function storeBelow(name, closed) {
  const target = path.resolve(closed, name)
  // ok: no-incomplete-folder-check
  if (!target.startsWith(closed)) throw new Error("outside")
  return target
}

export async function keep(skin, name) {
  await store(name, path.join(ROOT, skin))
  await storeBelow(name, path.join(ROOT, skin) + path.sep)
}

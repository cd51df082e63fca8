import { createLoaders, createTenantClient, Abilities } from "./loaders"

const loadersBySchool = new Map()
const loadersByUser = new Map()
const clients = new Map()
const abilities: Record<string, unknown> = {}

export function loadersFor(viewer) {
  let loaders = loadersBySchool.get(viewer.schoolId)
  if (!loaders) {
    loaders = createLoaders(viewer)
    // ruleid: no-shared-answer-cache
    loadersBySchool.set(viewer.schoolId, loaders)
  }
  return loaders
}

export function abilitiesFor(user) {
  // ruleid: no-shared-answer-cache
  abilities[user.tenantId] ??= new Abilities(user)
  return abilities[user.tenantId]
}

export function ownLoaders(viewer) {
  // ok: no-shared-answer-cache
  if (!loadersByUser.has(viewer.id)) loadersByUser.set(viewer.id, createLoaders(viewer))
  return loadersByUser.get(viewer.id)
}

// All that it is made of is in the key.
export function clientFor(user) {
  const found = clients.get(user.tenantId) ?? createTenantClient(user)
  // ok: no-shared-answer-cache
  clients.set(user.tenantId, found)
  return found
}

export function requestLoaders(viewer) {
  const loaders = new Map()
  // ok: no-shared-answer-cache
  loaders.set(viewer.schoolId, createLoaders(viewer))
  return loaders
}

import { connect, grades } from "./store"

function visible(viewer, ids) {
  return viewer.role === "teacher" ? ids : ids.filter((id) => viewer.children.includes(id))
}

export function createLoaders(viewer) {
  return { grades: (ids) => grades(viewer.schoolId, visible(viewer, ids)) }
}

export class Abilities {
  constructor(private readonly user) {
    this.canWrite = user.role === "editor"
  }
}

export function createTenantClient(user) {
  return connect(`tenant_${user.tenantId}`)
}

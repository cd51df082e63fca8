async function findUser(id: string) {
  return { id, name: "x" }
}

export async function nameOf(id: string) {
  // ruleid: no-promise-as-value
  const { name } = findUser(id)
  return name
}

export async function seen(id: string) {
  // ruleid: no-promise-as-value
  return { ...findUser(id), seen: true }
}

export async function nameOfWaited(id: string) {
  // ok: no-promise-as-value
  const { name } = await findUser(id)
  return { ...(await findUser(id)), name }
}

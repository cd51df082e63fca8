// @ts-nocheck fixture
export async function connect() {}

export async function load(id) {
  const row = await find(id)
  // ruleid: no-process-exit-in-handler
  if (!row) process.exit(1)
  return row
}

async function find(id) {
  return { id }
}

// @ts-nocheck fixture
export async function interviewed(herdsman, data) {
  const device = herdsman.find(data.address)
  // ruleid: no-late-null-check
  await device.resolveDefinition()
  if (!device) return
  emit(device)
}

export function total(order) {
  // ruleid: no-late-null-check
  const lines = order.lines.length
  if (order === null) throw new Error("no order")
  return lines
}

export function fine(order, options, maybe) {
  // ok: no-late-null-check
  log(`order of ${order?.customer}`, order && order.id, () => order.total)
  if (!order) return null
  // ok: no-late-null-check
  const first = options.list[0]
  const found = first
  if (!found) return null
  let next = order.first
  // ok: no-late-null-check
  next.visit()
  next = next.following
  if (!next) return null
  // ok: no-late-null-check
  maybe?.handle(next.id)
  if (!maybe) return null
  return first
}

export async function takenApart(orders, request, response) {
  const order = await orders.find(request.params.id)
  // ruleid: no-late-null-check
  const { total } = order
  if (!order) return response.status(404).end()
  return response.json({ total })
}

export async function otherwise(orders, request, response) {
  const order = await orders.find(request.params.id)
  // ruleid: no-late-null-check
  console.log(`order ${order.id}`)
  if (order) response.json(order)
  else response.status(404).end()
}

export async function given(hooks, content) {
  // ok: no-late-null-check
  let { length } = content
  ;({ content, length } = await hooks.fire({ content, length }))
  if (!content) throw new Error("empty")
  return length
}

// A text there is in any case: the question is whether anything stands in it.
export function secretOf(header: string, log: (line: string) => void) {
  const secret = header.slice("Bearer ".length).trim()
  // ok: no-late-null-check
  log(secret.slice(0, 4))
  if (!secret) throw new Error("no secret")
  return secret
}

export function pageOf(query: { page?: string }, log: (line: string) => void) {
  const page = query.page ?? ""
  // ok: no-late-null-check
  log(page.toLowerCase())
  if (!page) return "1"
  return page
}

export function lastOf(rows: { id: string }[], log: (line: string) => void) {
  const last = rows.at(-1)
  // ruleid: no-late-null-check
  log(last.id)
  if (!last) return null
  return last.id
}

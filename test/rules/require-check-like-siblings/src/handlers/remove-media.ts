// @ts-nocheck fixture
import { ownsKey, remove, tenantOf } from "../media"

export async function handler(event) {
  const tenantId = tenantOf(event)
  const key = event.queryStringParameters?.key
  if (!tenantId || !ownsKey(tenantId, key)) return { statusCode: 404 }
  // ok: require-check-like-siblings
  await remove(key)
  return { statusCode: 204 }
}

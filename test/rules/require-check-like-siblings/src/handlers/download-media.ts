// @ts-nocheck fixture
import { signDownload, tenantOf } from "../media"

export async function handler(event) {
  const tenantId = tenantOf(event)
  const key = event.queryStringParameters?.key
  if (!tenantId || !key) return { statusCode: 404 }
  // ruleid: require-check-like-siblings
  return { statusCode: 200, body: JSON.stringify({ url: await signDownload(key) }) }
}

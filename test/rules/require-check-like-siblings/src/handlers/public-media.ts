// @ts-nocheck fixture
import { signPublic } from "../media"

export async function handler(event) {
  const key = event.pathParameters.key
  // ok: require-check-like-siblings
  return { statusCode: 302, headers: { location: await signPublic(key) } }
}

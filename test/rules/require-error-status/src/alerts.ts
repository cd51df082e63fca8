// @ts-nocheck fixture
import { broken, declined, failed, ok } from "./respond.ts"
import { save } from "./store.ts"

export async function alert(request) {
  if (!request.params.id) return declined("no id")
  try {
    return ok(await save(request.params.id))
  } catch (error) {
    return failed("not stored")
  }
}

export async function handler(event) {
  try {
    return { statusCode: 200, body: JSON.stringify(await save(event.pathParameters.id)) }
  } catch (error) {
    // ruleid: require-error-status
    return { statusCode: 200, body: JSON.stringify({ ok: false, reason: error.message }) }
  }
}

export async function honest(event) {
  try {
    return ok(await save(event.pathParameters.id))
  } catch (error) {
    // ok: require-error-status
    return broken("not stored")
  }
}

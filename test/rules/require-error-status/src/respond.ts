// @ts-nocheck fixture
export function ok(data) {
  return { status: 200, jsonBody: { success: true, data } }
}

export function failed(message) {
  // ruleid: require-error-status
  return { status: 200, jsonBody: { success: false, message } }
}

export const broken = (message) => ({ statusCode: 500, body: JSON.stringify({ ok: false, message }) })

export function declined(reason) {
  // What the rules of the game say is no failure of the service.
  // ok: require-error-status
  return { status: 200, jsonBody: { success: false, reason } }
}

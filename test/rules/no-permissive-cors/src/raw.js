const VERBS = "GET, POST"

export const withCors = (settings) => {
  const permitted = new Set(settings.sites)
  return (run) => (request, response) => {
    const { origin } = request.headers
    if (origin) {
      // ruleid: no-permissive-cors
      response.setHeader("Access-Control-Allow-Origin", origin)
      response.setHeader("Access-Control-Allow-Credentials", "true")
    }
    if (request.method === "OPTIONS") response.setHeader("Access-Control-Max-Age", permitted.size > 0 ? "60" : "0")
    return run(request, response)
  }
}

export const withList = (settings) => {
  const permitted = new Set(settings.sites)
  return (run) => (request, response) => {
    const { origin } = request.headers
    if (origin && permitted.has(origin)) {
      // ok: no-permissive-cors
      response.setHeader("Access-Control-Allow-Origin", origin)
      response.setHeader("Access-Control-Allow-Credentials", "true")
    }
    return run(request, response)
  }
}

export const withHelper = (mayCall) => (run) => (request, response) => {
  const { origin = "" } = request.headers
  if (!mayCall(origin)) return run(request, response)
  // ok: no-permissive-cors
  response.setHeader("Access-Control-Allow-Origin", origin)
  response.setHeader("Access-Control-Allow-Credentials", "true")
  return run(request, response)
}

export const handler = async (event) => ({
  statusCode: 200,
  headers: {
    // ruleid: no-permissive-cors
    "Access-Control-Allow-Origin": event.headers.origin,
    "Access-Control-Allow-Credentials": true,
    "Access-Control-Allow-Methods": VERBS,
  },
})

export const openHandler = async (event) => ({
  statusCode: 200,
  headers: {
    // ok: no-permissive-cors
    "Access-Control-Allow-Origin": event.headers.origin,
  },
})

export function onPreResponse(request, h) {
  const { headers } = request.response
  // ruleid: no-permissive-cors
  headers["access-control-allow-origin"] = request.headers.origin
  headers["access-control-allow-credentials"] = "true"
  return h.continue
}

export function ofEvent(event) {
  // ruleid: no-permissive-cors
  setResponseHeader(event, "Access-Control-Allow-Origin", getRequestHeader(event, "origin"))
  setResponseHeader(event, "Access-Control-Allow-Credentials", "true")
}

export function sandboxed(request, response) {
  const { origin } = request.headers
  // ruleid: no-permissive-cors
  if (sites.has(origin) || origin === "null") {
    response.setHeader("Access-Control-Allow-Origin", origin)
    response.setHeader("Access-Control-Allow-Credentials", "true")
  }
}

export function unsandboxed(request, response) {
  const { origin } = request.headers
  // ok: no-permissive-cors
  if (origin !== "null" && sites.has(origin)) {
    response.setHeader("Access-Control-Allow-Origin", origin)
    response.setHeader("Access-Control-Allow-Credentials", "true")
  }
}

export async function cors(ctx, next) {
  // ruleid: no-permissive-cors
  ctx.set("Access-Control-Allow-Origin", ctx.get("Origin"))
  ctx.set("Access-Control-Allow-Credentials", "true")
  if (ctx.method === "OPTIONS") {
    ctx.status = 204
    return
  }
  await next()
}

const known = new Set(["https://app.example.com"])

export async function strictCors(ctx, next) {
  const origin = ctx.get("Origin")
  if (known.has(origin)) {
    // ok: no-permissive-cors
    ctx.set("Access-Control-Allow-Origin", origin)
    ctx.set("Access-Control-Allow-Credentials", "true")
  }
  await next()
}

export function crossOrigin({ fallback }) {
  return async (ctx, next) => {
    const origin = ctx.get("origin") || fallback
    ctx.set({
      // ruleid: no-permissive-cors
      "access-control-allow-origin": origin,
      "access-control-allow-credentials": "true",
    })
    await next()
  }
}

export function fixedOrigin() {
  return async (ctx, next) => {
    // ok: no-permissive-cors
    ctx.set({ "access-control-allow-origin": "https://shop.example", "access-control-allow-credentials": "true" })
    await next()
  }
}

// @ts-nocheck fixture
import type { NextRequest } from "next/server"

export async function GET(request: NextRequest) {
  // ok: no-cross-site-scripting
  return new Response(`Hello ${request.nextUrl.searchParams.get("name")}`)
}

// @ts-nocheck fixture
import { NextResponse } from "next/server"
import type { NextRequest } from "next/server"

export async function GET(request: NextRequest) {
  const name = request.nextUrl.searchParams.get("name")
  // ruleid: no-cross-site-scripting
  return new Response(`<h1>${name}</h1>`, { headers: { "content-type": "text/html" } })
}

export async function POST(request: NextRequest) {
  const form = await request.formData()
  // ruleid: no-cross-site-scripting
  return new NextResponse("<p>Thank you, " + form.get("name"), { headers: { "content-type": "text/html" } })
}

// @ts-nocheck fixture
import { redirect } from "next/navigation"
import { NextResponse } from "next/server"
import type { NextRequest } from "next/server"

export async function POST(request: NextRequest) {
  const form = await request.formData()
  // ruleid: no-open-redirect
  redirect(form.get("next") as string)
}

export async function GET(request: NextRequest) {
  // ok: no-open-redirect
  if (!request.nextUrl.searchParams.has("to")) return NextResponse.redirect(new URL("/login", request.url))
  // ruleid: no-open-redirect
  return Response.redirect(request.nextUrl.searchParams.get("to"))
}

// @ts-nocheck fixture
import type { APIGatewayProxyEvent } from "aws-lambda"
import escapeHtml from "escape-html"

export const handler = async (event: APIGatewayProxyEvent) => {
  const name = event.queryStringParameters?.name ?? "you"
  if (event.path === "/safe") {
    return {
      statusCode: 200,
      headers: { "Content-Type": "text/html" },
      // ok: no-cross-site-scripting
      body: `<h1>${escapeHtml(name)}</h1>`,
    }
  }
  return {
    statusCode: 200,
    headers: { "Content-Type": "text/html" },
    // ruleid: no-cross-site-scripting
    body: `<h1>${name}</h1>`,
  }
}

// @ts-nocheck fixture
import type { APIGatewayProxyEvent } from "aws-lambda"

export const handler = async (event: APIGatewayProxyEvent) => {
  const name = event.queryStringParameters?.name ?? "you"
  // ok: no-cross-site-scripting
  if (event.path === "/text") return { statusCode: 404, body: `Nothing called ${name}` }
  // ok: no-cross-site-scripting
  return { statusCode: 200, headers: { "Content-Type": "application/json" }, body: JSON.stringify({ name }) }
}

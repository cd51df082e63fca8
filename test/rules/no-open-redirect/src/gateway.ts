// @ts-nocheck fixture
import type { APIGatewayProxyEvent } from "aws-lambda"

export const handler = async (event: APIGatewayProxyEvent) => {
  const { next, id } = event.queryStringParameters ?? {}
  // ok: no-open-redirect
  if (id) return { statusCode: 302, headers: { Location: `/users/${encodeURIComponent(id)}` } }
  return {
    statusCode: 302,
    // ruleid: no-open-redirect
    headers: { Location: next },
  }
}

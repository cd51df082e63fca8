import type { APIGatewayProxyEvent } from "aws-lambda"

const reply = (statusCode: number, body: unknown) => ({
  statusCode,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
})

const page = (statusCode: number, body: string) => ({ statusCode, headers: { "content-type": "text/html" }, body })

const plain = (statusCode: number, body: string) => ({ statusCode, body })

export const handler = async (event: APIGatewayProxyEvent) => {
  const name = event.queryStringParameters?.name ?? "you"
  // ok: no-cross-site-scripting
  if (event.path === "/data") return reply(200, { name })
  // ok: no-cross-site-scripting
  if (event.path === "/plain") return plain(200, name)
  // ruleid: no-cross-site-scripting
  return page(200, `<h1>${name}</h1>`)
}

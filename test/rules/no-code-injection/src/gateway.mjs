export const handler = async ({ queryStringParameters }) => {
  // ruleid: no-code-injection
  const sum = eval(queryStringParameters?.formula)
  // ok: no-code-injection
  const copy = structuredClone(queryStringParameters?.formula)
  return { statusCode: 200, body: JSON.stringify({ sum, copy }) }
}

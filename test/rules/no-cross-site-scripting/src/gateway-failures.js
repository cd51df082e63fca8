const UNITS = { m: 1, km: 1000 }

function factorOf(unit) {
  if (!(unit in UNITS)) throw new Error(`No unit is called ${unit}`)
  return UNITS[unit]
}

const page = (statusCode, body) => ({ statusCode, headers: { "Content-Type": "text/html" }, body: `<main>${body}</main>` })
const plain = (statusCode, body) => ({ statusCode, headers: { "Content-Type": "text/plain" }, body })
const failed = (error) => page(400, error.message)
const refused = (error) => plain(400, error.message)

exports.handler = (event) => {
  const { unit } = event.queryStringParameters
  // ruleid: no-cross-site-scripting
  return Promise.resolve()
    .then(() => page(200, String(Number(factorOf(unit)))))
    .catch(failed)
}

exports.other = (event, context) => {
  const { unit } = event.queryStringParameters
  // ok: no-cross-site-scripting
  return Promise.resolve()
    .then(() => plain(200, String(Number(factorOf(unit)))))
    .catch(refused)
}

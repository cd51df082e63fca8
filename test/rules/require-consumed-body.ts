// @ts-nocheck fixture
import { Pool, request } from "undici"

const upstream = new Pool("https://vat.example")

export async function check(number) {
  const { statusCode, body } = await upstream.request({ method: "GET", path: `/vat/${number}` })
  if (statusCode !== 200) {
    // ruleid: require-consumed-body
    throw new Error(`answered ${statusCode}`)
  }
  return body.json()
}

export async function whole(number) {
  const answer = await request(`https://vat.example/${number}`)
  // ruleid: require-consumed-body
  if (answer.statusCode === 404) return null
  return answer.body.json()
}

export async function dumped(number) {
  const { statusCode, body } = await request(`https://vat.example/${number}`)
  if (statusCode !== 200) {
    await body.dump()
    // ok: require-consumed-body
    throw new Error(`answered ${statusCode}`)
  }
  return body.json()
}

export async function readFirst(number) {
  const { statusCode, body } = await request(`https://vat.example/${number}`)
  const found = await body.json()
  // ok: require-consumed-body
  if (statusCode !== 200) throw new Error(found.message)
  return found
}

export async function handedOn(number) {
  const answer = await request(`https://vat.example/${number}`)
  // ok: require-consumed-body
  if (answer.statusCode !== 200) throw await errorOf(answer)
  return answer.body.json()
}

export async function isUp(url) {
  // ruleid: require-consumed-body
  const { statusCode } = await request(url)
  return statusCode === 200
}

export async function isThere(url) {
  // ok: require-consumed-body
  const { statusCode, body } = await request(url)
  await body.dump()
  return statusCode === 200
}

import axios from "axios"

export async function submit(payload: unknown) {
  let response
  do {
    // ruleid: no-endless-retry
    response = await axios.post("https://shop.example/orders", payload, { validateStatus: () => true })
  } while (response.status !== 200)
  return response.data
}

export function report(payload: unknown): Promise<unknown> {
  // ruleid: no-endless-retry
  return axios.post("https://shop.example/reports", payload).catch(() => report(payload))
}

export function reportTwice(payload: unknown, attempt = 0): Promise<unknown> {
  return axios.post("https://shop.example/reports", payload).catch((error) => {
    if (attempt > 1) throw error
    // ok: no-endless-retry
    return reportTwice(payload, attempt + 1)
  })
}

export async function untilReady(id: string) {
  let response
  do {
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    // ok: no-endless-retry
    response = await axios.get(`https://shop.example/jobs/${encodeURIComponent(id)}`)
  } while (response.status === 202)
  return response.data
}

// @ts-nocheck fixture

export async function rates(request) {
  const response = await fetch("https://carrier.example/rates", {
    method: "POST",
    body: JSON.stringify(request),
    // ruleid: require-http-timeout
    signal: AbortSignal.timeout(5_000),
  })
  return response.json()
}

export async function limitedRates(request) {
  const response = await fetch("https://carrier.example/rates", {
    method: "POST",
    body: JSON.stringify(request),
    // ok: require-http-timeout
    signal: AbortSignal.timeout(5_000),
  })
  return response.json()
}

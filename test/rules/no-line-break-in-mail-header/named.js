const head = { "MIME-Version": "1.0", "Content-Type": "text/plain" }

export function raw({ topic, text }, smtp) {
  // ruleid: no-line-break-in-mail-header
  const headers = { Subject: topic, "MIME-Version": "1.0", ...head }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  smtp.send({ raw: [...lines, "MIME-Version: 1.0", "", text].join("\r\n") })
}

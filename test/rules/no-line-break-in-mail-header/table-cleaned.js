import { SendEmailCommand } from "@aws-sdk/client-sesv2"

const line = ([name, value]) => `${name}: ${String(value).replace(/[\r\n]+/g, " ")}`

export function letter({ topic, text }) {
  const headers = [
    // ok: no-line-break-in-mail-header
    ["Subject", `[desk] ${topic}`],
    ["MIME-Version", "1.0"],
  ]
  return new SendEmailCommand({ Content: { Raw: { Data: [...headers.map(line), "", text].join("\r\n") } } })
}

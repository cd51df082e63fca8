import { SendEmailCommand } from "@aws-sdk/client-sesv2"

const line = ([name, value]) => `${name}: ${value}`

export function letter({ topic, text }) {
  const headers = [
    // ruleid: no-line-break-in-mail-header
    ["Subject", `[desk] ${topic}`],
    ["MIME-Version", "1.0"],
  ]
  return new SendEmailCommand({ Content: { Raw: { Data: [...headers.map(line), "", text].join("\r\n") } } })
}

export function notice({ text }, day) {
  const headers = [
    // ok: no-line-break-in-mail-header
    ["Subject", "News of the day"],
    ["MIME-Version", "1.0"],
  ]
  return new SendEmailCommand({ Content: { Raw: { Data: [...headers.map(line), "", text].join("\r\n") } } })
}

export function report({ title, text }, send) {
  // ok: no-line-break-in-mail-header
  send({ subject: title, text })
}

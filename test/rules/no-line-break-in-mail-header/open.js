// Messages for the raw interfaces of mail services.
const MAILBOX = "team@example.org"

export function contactMessage(form) {
  return [
    `From: Site <${MAILBOX}>`,
    `To: <${MAILBOX}>`,
    // ruleid: no-line-break-in-mail-header
    `Subject: [Contact] ${form.subject}`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "",
    form.message,
  ].join("\r\n")
}

export function orderMessage({ name, email }, text) {
  // ruleid: no-line-break-in-mail-header
  return `To: ${MAILBOX}\r\nReply-To: "${name.replace(/"/g, "")}" <${email}>\r\nContent-Type: text/plain\r\n\r\n${text}`
}

export async function send(gmail, req) {
  const { topic } = req.body
  // ruleid: no-line-break-in-mail-header
  const raw = `To: ${MAILBOX}\nSubject: ${topic.trim()}\nContent-Type: text/html\n\n<p>Hello</p>`
  await gmail.users.messages.send({ userId: "me", requestBody: { raw: Buffer.from(raw).toString("base64url") } })
}

export function receipt(order, text) {
  // ok: no-line-break-in-mail-header
  return `To: ${MAILBOX}\r\nSubject: Your order ${order.id}\r\nContent-Type: text/plain\r\n\r\n${text}`
}

export function digest(text) {
  const subject = "Your week"
  // ok: no-line-break-in-mail-header
  return `To: ${MAILBOX}\r\nSubject: ${subject}\r\nContent-Type: text/plain\r\n\r\n${text}`
}

// A line of a log that only looks like a header.
export function describe(mail) {
  // ok: no-line-break-in-mail-header
  return `Subject: ${mail.subject}`
}

const MAILBOX = "team@example.org"
const header = (value) => value.replace(/[\r\n]+/g, " ")

// For the raw interface of the mail service.
export function contactMessage(form) {
  const subject = header(form.subject)
  // ok: no-line-break-in-mail-header
  return `To: ${MAILBOX}\r\nSubject: ${subject}\r\nContent-Type: text/plain\r\n\r\n${form.message}`
}

// Raw messages whose values are encoded where that is needed.
const encodeWord = (value) => `=?UTF-8?B?${Buffer.from(value).toString("base64")}?=`

function headerText(value) {
  // ruleid: no-line-break-in-mail-header
  return /^[\x00-\x7f]*$/.test(value) ? value : encodeWord(value)
}

function encodeForeign(value) {
  // ruleid: no-line-break-in-mail-header
  if (!/[^\x00-\x7F]/.test(value)) return value
  return encodeWord(value)
}

// ok: no-line-break-in-mail-header
const printable = (value) => (/^[\x20-\x7e]*$/.test(value) ? value : encodeWord(value))

// ok: no-line-break-in-mail-header
const plain = (value) => (/^[A-Za-z0-9 ,.!?()/-]*$/.test(value) && value.length < 60 ? value : encodeWord(value))

export function messageOf(mail) {
  return [`To: ${mail.to}`, `Subject: ${headerText(mail.subject)}`, "MIME-Version: 1.0", "", mail.text].join("\r\n")
}

export function rawOf({ recipient, title, text }) {
  return `To: ${recipient}\r\nSubject: ${encodeForeign(title)}\r\nContent-Type: text/plain\r\n\r\n${text}`
}

export function printableOf(mail) {
  // ok: no-line-break-in-mail-header
  return [`To: ${mail.to}`, `Subject: ${printable(mail.subject)}`, "MIME-Version: 1.0", "", mail.text].join("\r\n")
}

export function plainOf(mail) {
  // ok: no-line-break-in-mail-header
  return [`To: ${mail.to}`, `Subject: ${plain(mail.subject)}`, "MIME-Version: 1.0", "", mail.text].join("\r\n")
}

export function encodedOf(mail) {
  // ok: no-line-break-in-mail-header
  return [`To: ${mail.to}`, `Subject: ${encodeWord(mail.subject)}`, "MIME-Version: 1.0", "", mail.text].join("\r\n")
}

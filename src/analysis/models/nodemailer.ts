import type { TechnologyModel } from "./model.ts"

export const nodemailer: TechnologyModel = {
  technology: "Nodemailer",
  packages: ["nodemailer"],
  sinks: [
    {
      call: "nodemailer.createTransport().sendMail",
      kind: "mail",
      arguments: [0],
      properties: ["html"],
      needs: "string",
      unless: "html-escaped",
    },
    { call: "nodemailer.createTransport().sendMail", kind: "mail", arguments: [0], properties: ["raw"], needs: "string" },
  ],
  namedSinks: [
    {
      receiver: /^(?:transporter?|mailer|smtpTransport)$/,
      method: "sendMail",
      kind: "mail",
      arguments: [0],
      properties: ["html"],
      needs: "string",
      unless: "html-escaped",
    },
  ],
  facts: [{ call: "nodemailer.createTransport().sendMail", is: ["returns-promise"] }],
}

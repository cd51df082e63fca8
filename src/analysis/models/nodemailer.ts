import type { TechnologyModel } from "./model.ts"

export const nodemailer: TechnologyModel = {
  technology: "Nodemailer",
  packages: ["nodemailer"],
  facts: [{ call: "nodemailer.createTransport().sendMail", is: ["returns-promise"] }],
}

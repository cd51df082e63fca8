import { createTransport } from "nodemailer"

const transport = createTransport({ host: "mail.internal", port: 25 })

export async function sendMail(to: string, subject: string, text: string): Promise<void> {
  await transport.sendMail({ from: "shop@example.test", to, subject, text })
}

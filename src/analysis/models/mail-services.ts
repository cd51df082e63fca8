import type { Sink, TechnologyModel } from "./model.ts"

function markup(call: string, property: string, argument = 0): Sink {
  return { call, kind: "mail", arguments: [argument], properties: [property], needs: "string", unless: "html-escaped" }
}

// The same message in each version of the SDK: `{ Body: { Html: { Data } } }`.
const SES = [
  "@aws-sdk/client-ses.SendEmailCommand",
  "@aws-sdk/client-ses.SES().sendEmail",
  "@aws-sdk/client-sesv2.SendEmailCommand",
  "@aws-sdk/client-sesv2.SESv2().sendEmail",
  "aws-sdk.SES().sendEmail",
  "aws-sdk.SESV2().sendEmail",
]

/** Services that send mails over HTTP; what they are given as HTML is sent as it is. */
export const mailServices: TechnologyModel = {
  technology: "a mail service",
  packages: [],
  sinks: [
    ...SES.map((call) => markup(call, "**.Html.Data")),
    markup("@sendgrid/mail.send", "html"),
    markup("@sendgrid/mail.sendMultiple", "html"),
    markup("resend.Resend().emails.send", "html"),
    markup("postmark.ServerClient().sendEmail", "HtmlBody"),
    markup("mailgun.js().client().messages.create", "html", 1),
    markup("mailgun-js().messages().send", "html"),
    markup("@nestjs-modules/mailer.MailerService().sendMail", "html"),
    markup("@azure/communication-email.EmailClient().beginSend", "**.content.html"),
  ],
}

import { accounts } from "./accounts.ts"

export async function linkMailbox(userId, code) {
  const answer = await fetch("https://mail.example.com/token", { method: "POST", body: formOf(code) })
  const { access_token } = await answer.json()
  await accounts.linkMailbox(userId, access_token)
}

function formOf(code) {
  return new URLSearchParams({ grant_type: "authorization_code", code, client_id: process.env.MAIL_ID ?? "" })
}

export async function linkWithVerifier(session, code) {
  const answer = await fetch("https://mail.example.com/token", {
    method: "POST",
    body: new URLSearchParams({ grant_type: "authorization_code", code, code_verifier: session.verifier }),
  })
  await accounts.linkMailbox(session.userId, (await answer.json()).access_token)
}

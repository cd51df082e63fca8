// @ts-nocheck fixture
import { generators } from "openid-client"
import { clientFor } from "./providers.js"
import { companyMember, memberForIdentity, trustedMember } from "./members.ts"

export async function callback(req, reply) {
  const { provider } = req.params
  const client = await clientFor(provider)
  const tokens = await client.callback(process.env.CALLBACK, client.callbackParams(req.raw), { state: req.session.state })
  const claims = tokens.claims()
  const member = (await memberForIdentity(provider, claims)) ?? (await trustedMember(provider, claims)) ?? (await companyMember(claims))
  req.session.memberId = member.id
  return reply.redirect("/")
}

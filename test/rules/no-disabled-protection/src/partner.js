import { csp } from "./csp.js"

export function partnerPage(request, response) {
  csp(response, { frameAncestors: ["https://partner.example"] })
  // ok: no-disabled-protection
  response.setHeader("X-Frame-Options", "ALLOW-FROM https://partner.example")
  response.render("partner")
}

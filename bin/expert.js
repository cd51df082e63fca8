#!/usr/bin/env node
// Plain enough for every Node that can start it: an old one gets a sentence instead of a syntax error.
var needed = [22, 20]
var found = process.versions.node.split(".").map(Number)

if (found[0] > needed[0] || (found[0] === needed[0] && found[1] >= needed[1])) {
  void import("./start.js")
} else {
  process.stderr.write(
    "expert needs Node.js " +
      needed.join(".") +
      " or newer; this is " +
      process.versions.node +
      ".\n" +
      "In the repository, `npm ci` brings a newer one along: use `npm start`, `npm run demo` or `npx expert`.\n" +
      "Elsewhere, install it from https://nodejs.org or with your version manager, for example `nvm install 24`.\n",
  )
  process.exitCode = 2
}

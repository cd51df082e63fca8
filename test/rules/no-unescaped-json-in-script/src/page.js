// @ts-nocheck fixture
const { ofOurs, orEmpty, orNull, safeJson, scriptJson, toJson, withoutEnds } = require("./escape")

exports.page = (state) => `<body><script>window.__STATE__ = ${scriptJson(state)};</script></body>`

exports.safePage = (state) => `<script>window.__STATE__ = ${safeJson(state)}; window.__EVENT__ = ${withoutEnds(state.event)}</script>`

exports.text = (state) => `state: ${toJson(state)}`

exports.direct = (state) =>
  // ruleid: no-unescaped-json-in-script
  `<script>window.__STATE__ = ${JSON.stringify(state).replaceAll("\u2028", "\\u2028")}</script>`

exports.explorer = (params, options) => `<script>
open({ endpoint: ${ofOurs(options.endpoint)}, text: ${orNull(params.text)}, more: ${orEmpty(params.more)} })
</script>`

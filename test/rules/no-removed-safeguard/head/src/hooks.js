const axios = require("axios")

exports.call = async function call(hook, event) {
  const answer = await axios.post(
    hook.url,
    {
      id: event.id,
      kind: event.kind,
      at: event.at,
    },
    {
      headers: { "content-type": "application/json" },
    },
  )
  return answer.status
}

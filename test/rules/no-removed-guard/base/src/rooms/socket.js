exports.start = (server, tokens) => {
  return server.listen({
    path: "/rooms",
    onConnect: (params) => {
      const found = tokens.find(params.ticket)
      if (!found) {
        throw new Error("Unauthorized")
      }
      return { member: found.member }
    },
  })
}

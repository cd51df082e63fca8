exports.start = (server, tokens) => {
  return server.listen({
    path: "/rooms",
    onConnect: () => {},
  })
}

const { PrismaClient } = require("@prisma/client")
const prisma = new PrismaClient()

exports.addMailbox = async (req, res) => {
  const { username, password, hostname, tls } = req.body
  // ok: no-plaintext-password
  const mailbox = await prisma.mailbox.create({ data: { username, password, hostname, tls } })
  res.status(201).json({ id: mailbox.id })
}

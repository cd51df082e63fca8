const { exec, execFile } = require("child_process")
const express = require("express")
const multer = require("multer")

const storage = multer.diskStorage({
  destination: "/var/spool/incoming",
  filename: (req, file, done) => done(null, `${Date.now()}-${file.originalname}`),
})
const upload = multer({ storage })
const router = express.Router()

router.post("/", upload.single("document"), (req, res) => {
  // ruleid: no-command-injection
  exec(`clamdscan "${req.file.path}"`, () => res.end())
  // ok: no-command-injection
  execFile("clamdscan", [req.file.path], () => res.end())
  // ok: no-command-injection
  exec(`clamdscan --size ${req.file.size}`, () => res.end())
})

module.exports = router

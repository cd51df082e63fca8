const { exec, execFile } = require("child_process")

function Pages(file, options) {
  this.file = file
  this.options = options || {}
  this.options.words = ['"' + file + '"']
}

Pages.prototype = {
  command: function () {
    return "pdfinfo " + this.options.words.join(" ")
  },
  count: function (callback) {
    const self = this
    // ruleid: no-command-injection
    exec(self.command(), callback)
  },
  title: function (callback) {
    // ok: no-command-injection
    execFile("pdfinfo", [this.file], callback)
  },
  open: function (callback) {
    // ok: no-command-injection
    execFile(this.options.program || "pdfinfo", [this.file], callback)
  },
}

module.exports = function (file, options) {
  return new Pages(file, options)
}

const processes = require("mz/child_process")

class Starter {
  *showErrors({ log }) {
    // ruleid: no-command-injection
    yield processes.exec("tail -n 100 " + log)
    const list = ["-n", "100", log]
    // ok: no-command-injection
    yield processes.execFile("tail", list)
  }
}

exports.Starter = Starter

const Redis = require("ioredis")
const funcster = require("funcster")

class Channel {
  constructor(url) {
    this.subscriber = new Redis(url)
    this.subscriber.on("message", (channel, text) => this.take(text))
  }

  take(text) {
    // ruleid: no-code-injection
    const revived = funcster.deepDeserialize(JSON.parse(text))
    // ok: no-code-injection
    const plain = JSON.parse(text)
    return [revived, plain]
  }
}

module.exports = Channel

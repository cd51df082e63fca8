import sinon from "sinon"
import * as mail from "../src/mail.js"

it("sends", () => {
  // ruleid: require-restored-mock
  const send = sinon.stub(mail, "send")
  order()
  sinon.assert.calledOnce(send)
})

it("formats", () => {
  assert.equal(mail.format("x"), "<x>")
})

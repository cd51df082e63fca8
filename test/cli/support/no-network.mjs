// Loaded into the program under test: whoever opens a socket fails, and says so.
import { Socket } from "node:net"

Socket.prototype.connect = () => {
  throw new Error("the network was used")
}

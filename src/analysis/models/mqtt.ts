import { codeKinds } from "./model.ts"
import type { TechnologyModel } from "./model.ts"

const TEXT = ["string", "host", "path"] as const

export const mqtt: TechnologyModel = {
  technology: "MQTT",
  packages: ["mqtt"],
  same: [
    { from: "mqtt.connectAsync()", to: "mqtt.connect()" },
    { from: "mqtt.MqttClient()", to: "mqtt.connect()" },
  ],
  // Whoever may publish chooses the topic as well.
  listeners: [{ call: "mqtt.connect().on" }, { receiver: /^(?:mqtt|mqtt_?client|broker)$/i, method: "on" }].map((way) => ({
    ...way,
    where: ["mqtt"],
    event: /^message$/,
    handler: 1,
    gives: [0, 1].map((parameter) => ({ parameter, controls: TEXT })),
    only: codeKinds,
    label: "a message of the broker",
  })),
}

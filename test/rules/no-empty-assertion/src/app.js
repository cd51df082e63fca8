import { EventEmitter } from "node:events"

export const createApp = () => Object.assign(new EventEmitter(), { orders: new Map() })

// @ts-nocheck fixture
import Router from "@koa/router"
import { koaGuard } from "./guards.ts"

export const shapes = new Router()

shapes.get("/shapes", koaGuard({ response: shapeGuard.array() }), list)
shapes.get("/shapes/:id", koaGuard({ params: idGuard, response: shapeGuard }), read)
shapes.get("/shapes/:id/parts", koaGuard({ params: idGuard, response: partGuard.array() }), parts)
// ok: require-auth-on-route
shapes.get("/shapes/:id/colours", colours)

// @ts-nocheck fixture
import { NestFactory } from "@nestjs/core"
import { AppModule } from "./app.module.js"

async function bootstrap() {
  const app = await NestFactory.create(AppModule)
  // ruleid: require-graceful-shutdown
  await app.listen(3000)
  // ok: require-graceful-shutdown
  app.get(AppModule).listen("orders")
}

bootstrap()

// @ts-nocheck fixture
import { Injectable } from "@nestjs/common"
import { InjectRepository } from "@nestjs/typeorm"
import { Repository } from "typeorm"
import { Order } from "./order.entity"

@Injectable()
export class OrdersService {
  constructor(@InjectRepository(Order) private readonly orders: Repository<Order>) {}

  create(body: Partial<Order>) {
    // ruleid: no-mass-assignment
    return this.orders.save(body)
  }

  rename(id: string, title: string) {
    // ok: no-mass-assignment
    return this.orders.update(id, { title })
  }
}

// @ts-nocheck fixture
import { Controller, Get, Param } from "@nestjs/common"
import { InjectRepository } from "@nestjs/typeorm"
import { Column, Entity, Index, PrimaryGeneratedColumn, Repository } from "typeorm"

@Entity()
@Index(["provider", "externalId"])
export class Payment {
  @PrimaryGeneratedColumn()
  id: number

  @Column()
  provider: string

  @Column()
  externalId: string

  @Column()
  orderId: string

  @Index()
  @Column()
  accountId: string
}

@Controller("payments")
export class PaymentsController {
  constructor(@InjectRepository(Payment) private readonly payments: Repository<Payment>) {}

  @Get(":order")
  async ofOrder(@Param("order") orderId: string) {
    // ruleid: require-index
    return await this.payments.findBy({ orderId })
  }

  @Get("external/:id")
  async external(@Param("id") externalId: string) {
    // ruleid: require-index
    return await this.payments.findOne({ where: { externalId } })
  }

  @Get("account/:id")
  async ofAccount(@Param("id") accountId: string) {
    // ok: require-index
    return await this.payments.findBy({ accountId })
  }

  @Get("one/:id")
  async one(@Param("id") id: number) {
    // ok: require-index
    return await this.payments.findOneBy({ id })
  }
}

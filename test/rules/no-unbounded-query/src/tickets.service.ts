// @ts-nocheck fixture
import { InjectRepository } from "@nestjs/typeorm"
import { In, MoreThan, Repository } from "typeorm"
import { Ticket } from "./ticket.entity.js"

export class TicketsService {
  constructor(@InjectRepository(Ticket) private readonly ticketRepository: Repository<Ticket>) {}

  list() {
    // ruleid: no-unbounded-query
    return this.ticketRepository.find({ where: { createdAt: MoreThan(new Date(0)) }, order: { createdAt: "DESC" } })
  }

  some(ids: string[]) {
    // ok: no-unbounded-query
    return this.ticketRepository.find({ movieId: In(ids) })
  }

  open() {
    // ruleid: no-unbounded-query
    return this.ticketRepository.find({ state: "open" })
  }

  mine(userId: string) {
    // ok: no-unbounded-query
    return this.ticketRepository.find({ where: { user: { id: userId } } })
  }
}

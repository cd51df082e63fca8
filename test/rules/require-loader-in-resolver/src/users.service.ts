// @ts-nocheck fixture
import { Repository } from "typeorm"
import { User } from "./user.entity"

export class UsersService {
  constructor(private readonly repository: Repository<User>) {}

  find(id: string) {
    return this.repository.findOneBy({ id })
  }

  posts() {
    return this.repository.find({ take: 20 })
  }
}

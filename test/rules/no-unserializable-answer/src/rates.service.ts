// @ts-nocheck fixture
import { Injectable } from "@nestjs/common"
import { HttpService } from "@nestjs/axios"
import { firstValueFrom, map } from "rxjs"

@Injectable()
export class RatesService {
  constructor(private readonly http: HttpService) {}

  async all() {
    // ok: no-unserializable-answer
    return await firstValueFrom(this.http.get("https://rates.example/all"))
  }

  async one(currency: string) {
    const { data } = await firstValueFrom(this.http.get(`https://rates.example/${currency}`))
    return data
  }

  history() {
    return this.http.get("https://rates.example/history").pipe(map((answer) => answer.data))
  }
}

import { Injectable } from "@nestjs/common"
import { CreateEmployeeDto, UpdateEmployeeDto } from "./employee.dto"

@Injectable()
export class EmployeesService {
  constructor(private readonly employees: any) {}

  async update(id: string, dto: UpdateEmployeeDto) {
    const employee = await this.employees.findOneBy({ id })
    this.employees.merge(employee, dto)
    return this.employees.save(employee)
  }

  async updateNamed(id: string, dto: UpdateEmployeeDto) {
    const { role, salaryGrade, ...rest } = dto
    return this.employees.update(id, rest)
  }

  create(dto: CreateEmployeeDto) {
    return this.employees.save(dto)
  }
}

// @ts-nocheck fixture
const template = require("lodash/template")
const { Worker } = require("bullmq")
const { Schema, model } = require("mongoose")

const Practice = model("Practice", new Schema({ name: String, reminderText: String }))
const Appointment = model("Appointment", new Schema({ practice: { type: Schema.Types.ObjectId, ref: "Practice" }, patientName: String }))

function render(text, values) {
  // ruleid: no-template-injection
  return template(text, { interpolate: /\{\{([\s\S]+?)\}\}/g })(values)
}

async function remind(job) {
  const appointment = await Appointment.findById(job.data.appointmentId).populate("practice")
  const { practice } = appointment
  await send(appointment.patientPhone, render(practice.reminderText, { practice: practice.name }))
}

async function invite(job) {
  const practice = await Practice.findById(job.data.practiceId)
  // ruleid: no-template-injection
  await send(practice.phone, template(practice.reminderText)({ practice: practice.name }))
  // ok: no-template-injection
  await send(practice.phone, template("Dear <%= patient %>")({ patient: practice.name }))
}

async function confirm(job) {
  const appointment = await Appointment.findById(job.data.appointmentId).populate("practice")
  // ok: no-template-injection
  await send(appointment.patientPhone, render("Dear <%= patient %>", { patient: appointment.practice.name }))
}

connect().then(() => {
  new Worker("reminders", remind, { connection })
  new Worker("confirmations", confirm, { connection })
  new Worker("invitations", invite, { connection })
})

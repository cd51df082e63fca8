import type { CheckOutput, Review } from "../model/review.ts"
import { redactSecrets } from "../hygiene/redact-secrets.ts"

/** Takes a review, returns it with every text that is written to the pull request free of recognised secrets. */
export async function redactReview(review: Review): Promise<Review> {
  const fileComments = []
  for (const comment of review.fileComments) fileComments.push({ ...comment, body: await redactComment(comment.body) })
  if (review.review === null) return { ...review, fileComments, report: await redactSecrets(review.report) }
  const comments = []
  for (const comment of review.review.comments) comments.push({ ...comment, body: await redactComment(comment.body) })
  return {
    ...review,
    review: { body: await redactSecrets(review.review.body), comments },
    fileComments,
    report: await redactSecrets(review.report),
  }
}

/** Takes the output of a check, returns it free of recognised secrets. */
export async function redactOutput(output: CheckOutput): Promise<CheckOutput> {
  const annotations = []
  for (const annotation of output.annotations)
    annotations.push({ ...annotation, title: await redactSecrets(annotation.title), message: await redactSecrets(annotation.message) })
  return {
    ...output,
    title: await redactSecrets(output.title),
    summary: await redactSecrets(output.summary),
    text: await redactSecrets(output.text),
    annotations,
  }
}

// A suggestion with a mask in it would commit the mask.
async function redactComment(body: string): Promise<string> {
  const redacted = await redactSecrets(body)
  return redacted === body ? body : redacted.replace(/^(`{3,})suggestion$/gm, "$1")
}

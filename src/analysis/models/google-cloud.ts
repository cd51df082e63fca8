import type { Setting, TechnologyModel } from "./model.ts"

const BUCKETS = [
  "@google-cloud/storage.Storage().bucket()",
  "firebase-admin.storage().bucket()",
  "firebase-admin/storage.getStorage().bucket()",
]

const storage: Setting[] = BUCKETS.flatMap((bucket): Setting[] => [
  {
    call: `${bucket}.makePublic`,
    argument: 0,
    unsafe: "used",
    concern: "cloud-access",
    severity: "high",
    confidence: "medium",
    title: "The whole bucket is made public",
    message: "Strangers list and download everything in the bucket, and everything that is stored there later.",
    fix: "Make single objects public, or hand out signed URLs.",
  },
  {
    call: `${bucket}.file().makePublic`,
    argument: 0,
    unsafe: "used",
    concern: "cloud-access",
    severity: "medium",
    confidence: "low",
    title: "The object is made readable by everyone",
    message: "Whoever knows or guesses the name downloads the object, without logging in.",
    fix: "Hand out signed URLs, unless the object is part of a public page.",
  },
  // `file.save(content, { predefinedAcl: "publicRead" })`; avatars and pictures of public pages are meant to be seen.
  ...[
    { call: `${bucket}.file().save`, argument: 1 },
    { call: `${bucket}.file().createWriteStream`, argument: 0 },
    { call: `${bucket}.upload`, argument: 1 },
  ].flatMap((each): Setting[] =>
    [
      { option: "predefinedAcl", unsafe: { is: ["publicRead"] } },
      { option: "public", unsafe: { is: [true] } },
    ].map((option) => ({
      ...each,
      ...option,
      concern: "cloud-access",
      severity: "medium",
      confidence: "low",
      title: "The object is readable by everyone",
      message: "Whoever knows or guesses the name downloads the object, without logging in and without leaving a trace in the service.",
      fix: "Leave the option out and hand out signed URLs, unless the object is part of a public page.",
    })),
  ),
  ...["allUsers", "allAuthenticatedUsers"].map((entity): Setting => ({
    call: `${bucket}.acl.add`,
    argument: 0,
    option: "entity",
    unsafe: { is: [entity] },
    concern: "cloud-access",
    severity: "high",
    confidence: "medium",
    title: "The bucket is opened to everyone",
    message:
      entity === "allUsers"
        ? "Strangers get this role on the bucket without logging in."
        : "Everyone with any Google account gets this role on the bucket: `allAuthenticatedUsers` does not mean your users.",
    fix: "Name the accounts that need it, and hand out signed URLs to the others.",
  })),
  {
    call: `${bucket}.file().getSignedUrl`,
    argument: 0,
    option: "expires",
    // A date that is written down only comes nearer; who writes one means years.
    unsafe: { matches: /\b(?:20[3-9]\d|2[1-9]\d\d|[3-9]\d{3})\b/ },
    concern: "signed-url",
    severity: "medium",
    title: "A signed URL is valid for years",
    message:
      "Whoever gets the address from a log, a chat or a browser's history has the object for good, whatever became of the account it was signed for.",
    fix: "Sign for minutes, when the address is asked for: `expires: Date.now() + 15 * 60 * 1000`.",
  },
])

export const googleCloud: TechnologyModel = {
  technology: "Google Cloud",
  packages: ["@google-cloud/storage"],
  settings: [
    ...storage,
    ...["@google-cloud/*", "googleapis.google.auth.GoogleAuth", "google-auth-library.GoogleAuth"].map((call): Setting => ({
      call,
      argument: 0,
      option: "credentials.private_key",
      unsafe: "literal",
      concern: "cloud-credential",
      severity: "critical",
      title: "The private key of a service account is written into the source",
      message: "Everyone who has read the repository, now or in its history, acts on the project with the rights of this account.",
      fix: "Delete the key in the console, then drop `credentials`: the library finds the account of the machine by itself.",
      secret: true,
    })),
  ],
  facts: [
    ...["save", "download", "delete", "getSignedUrl", "exists", "makePublic"].map((method) => ({
      call: `@google-cloud/storage.Storage().bucket().file().${method}`,
      is: ["returns-promise", "http"] as const,
    })),
    { call: "@google-cloud/pubsub.PubSub().topic().publishMessage", is: ["returns-promise", "http"] },
    { call: "@google-cloud/tasks.CloudTasksClient().createTask", is: ["returns-promise", "http"] },
    ...["firebase-admin.firestore()", "firebase-admin/firestore.getFirestore()", "@google-cloud/firestore.Firestore()"].flatMap((store) => [
      { call: `${store}.collection().doc().get`, is: ["returns-promise", "db-read"] } as const,
      { call: `${store}.doc().get`, is: ["returns-promise", "db-read"] } as const,
      { call: `${store}.collection().get`, is: ["returns-promise", "db-list"] } as const,
      ...["where", "orderBy", "limit", "select"].map(
        (method) => ({ call: `${store}.collection().${method}().get`, is: ["returns-promise", "db-list"] }) as const,
      ),
    ]),
    { call: "@google-cloud/bigquery.BigQuery().query", is: ["returns-promise", "db-read"] },
    { call: "@google-cloud/secret-manager.SecretManagerServiceClient().accessSecretVersion", is: ["returns-promise", "http"] },
  ],
}

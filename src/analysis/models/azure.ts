import type { Setting, TechnologyModel } from "./model.ts"

const STATIC = {
  concern: "cloud-credential",
  severity: "critical",
  title: "A key of the Azure account is written into the source",
  message: "Everyone who has read the repository, now or in its history, acts on the account with the rights of this key.",
  fix: "Rotate the key, then use `DefaultAzureCredential`, or read it from the environment.",
  secret: true,
} as const

const CONNECTIONS = [
  "@azure/storage-blob.BlobServiceClient.fromConnectionString",
  "@azure/storage-queue.QueueServiceClient.fromConnectionString",
  "@azure/storage-file-share.ShareServiceClient.fromConnectionString",
  "@azure/data-tables.TableServiceClient.fromConnectionString",
  "@azure/data-tables.TableClient.fromConnectionString",
  "@azure/service-bus.ServiceBusClient",
  "@azure/event-hubs.EventHubProducerClient",
  "@azure/event-hubs.EventHubConsumerClient",
  "@azure/app-configuration.AppConfigurationClient",
  "@azure/cosmos.CosmosClient",
  "azure-storage.createBlobService",
]

const credentials: Setting[] = [
  // The development store has a published key.
  ...CONNECTIONS.map((call): Setting => ({
    ...STATIC,
    call,
    argument: 0,
    unsafe: { matches: /(?:AccountKey|SharedAccessKey|Secret)=(?!Eby8vdM)[^;\s]{16,}/i },
  })),
  { ...STATIC, call: "@azure/storage-blob.StorageSharedKeyCredential", argument: 1, unsafe: "literal" },
  { ...STATIC, call: "@azure/identity.ClientSecretCredential", argument: 2, unsafe: "literal" },
  { ...STATIC, call: "@azure/identity.UsernamePasswordCredential", argument: 3, unsafe: "literal" },
  { ...STATIC, call: "@azure/core-auth.AzureKeyCredential", argument: 0, unsafe: "literal" },
  { ...STATIC, call: "@azure/cosmos.CosmosClient", argument: 0, option: "key", unsafe: "literal" },
]

const CONTAINER = "@azure/storage-blob.BlobServiceClient.fromConnectionString().getContainerClient()"
const CONTAINERS = [CONTAINER, "@azure/storage-blob.BlobServiceClient().getContainerClient()", "@azure/storage-blob.ContainerClient()"]

const access: Setting[] = CONTAINERS.flatMap((container) =>
  ["create", "createIfNotExists"].flatMap((method): Setting[] => [
    {
      call: `${container}.${method}`,
      argument: 0,
      option: "access",
      unsafe: { is: ["container"] },
      concern: "cloud-access",
      severity: "high",
      confidence: "medium",
      title: "Everyone may list and read the container",
      message: "Strangers list every blob in the container and download it, without logging in.",
      fix: "Leave `access` out and hand out SAS addresses that end soon.",
    },
    {
      call: `${container}.${method}`,
      argument: 0,
      option: "access",
      unsafe: { is: ["blob"] },
      concern: "cloud-access",
      severity: "medium",
      confidence: "low",
      title: "Every blob of the container is readable by everyone",
      message: "Whoever knows or guesses a name downloads the blob, and so for everything that is stored there later.",
      fix: "Leave `access` out and hand out SAS addresses that end soon.",
    },
  ]),
)

export const azure: TechnologyModel = {
  technology: "Azure",
  packages: ["@azure/storage-blob"],
  settings: [...credentials, ...access],
  facts: [
    ...["upload", "uploadData", "uploadStream", "download", "downloadToBuffer", "delete", "deleteIfExists", "exists"].map((method) => ({
      call: `${CONTAINER}.getBlockBlobClient().${method}`,
      is: ["returns-promise", "http"] as const,
    })),
    { call: "@azure/keyvault-secrets.SecretClient().getSecret", is: ["returns-promise", "http"] },
    { call: "@azure/service-bus.ServiceBusClient().createSender().sendMessages", is: ["returns-promise", "http"] },
  ],
}

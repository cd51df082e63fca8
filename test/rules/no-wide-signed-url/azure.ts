// @ts-nocheck fixture
import {
  AccountSASPermissions,
  BlobSASPermissions,
  BlobServiceClient,
  ContainerSASPermissions,
  generateAccountSASQueryParameters,
  generateBlobSASQueryParameters,
} from "@azure/storage-blob"

const service = new BlobServiceClient("https://reports.blob.core.windows.net")

export async function reportUrl(name, expiresOn, key) {
  // ruleid: no-wide-signed-url
  const sas = generateBlobSASQueryParameters({ containerName: "reports", permissions: ContainerSASPermissions.parse("r"), expiresOn }, key)
  return `${service.getContainerClient("reports").getBlobClient(name).url}?${sas}`
}

export async function invoiceUrl(blobName, expiresOn, key) {
  const values = { containerName: "invoices", permissions: BlobSASPermissions.parse("r"), expiresOn }
  // ruleid: no-wide-signed-url
  const sasToken = generateBlobSASQueryParameters(values, key).toString()
  return `https://reports.blob.core.windows.net/invoices/${blobName}?${sasToken}`
}

export async function photoUrl(name, expiresOn, key) {
  // ruleid: no-wide-signed-url
  const sas = generateAccountSASQueryParameters({ permissions: AccountSASPermissions.parse("r"), expiresOn }, key)
  return `${service.getContainerClient("photos").getBlockBlobClient(name).url}?${sas}`
}

export async function oneReport(blobName, expiresOn, key) {
  // ok: no-wide-signed-url
  const sas = generateBlobSASQueryParameters({ containerName: "reports", blobName, permissions: BlobSASPermissions.parse("r"), expiresOn }, key)
  return `${service.getContainerClient("reports").getBlobClient(blobName).url}?${sas}`
}

// A container of one's own may be handed out as a whole.
export async function ownContainer(user, expiresOn, key) {
  // ok: no-wide-signed-url
  const sas = generateBlobSASQueryParameters({ containerName: user.container, permissions: ContainerSASPermissions.parse("rl"), expiresOn }, key)
  return `${service.getContainerClient(user.container).url}?${sas}`
}

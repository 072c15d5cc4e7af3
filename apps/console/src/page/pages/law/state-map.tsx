/** The map of the states. Its data is a file of its own, which is loaded when a map is first shown. */
import { useQuery } from "@tanstack/react-query"
import { type GeoPermissibleObjects, geoPath } from "d3-geo"
import { feature } from "topojson-client"
import atlas from "us-atlas/states-albers-10m.json?url"
import { Shown } from "../../parts/states.tsx"
import { countText } from "../../parts/text.ts"
import type { StateOnDay } from "./closed-day.tsx"

/** The map data is projected already, to these measures. */
const [WIDTH, HEIGHT] = [975, 610]

type Topology = Parameters<typeof feature>[0]

interface Shapes {
  readonly features: ReadonlyArray<GeoPermissibleObjects & { readonly properties: { readonly name: string } }>
}

const MAP = {
  queryKey: ["map of the states"],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async (): Promise<ReadonlyMap<string, string>> => {
    const response = await fetch(atlas)
    if (!response.ok) throw new Error("The map could not be loaded. The table below it says the same.")
    const topology = (await response.json()) as Topology
    const path = geoPath()
    const { features } = feature(topology, topology.objects.states as never) as unknown as Shapes
    return new Map(features.map((state) => [state.properties.name, path(state) ?? ""]))
  },
}

interface StateMapProps {
  readonly states: ReadonlyArray<StateOnDay>
  readonly onState: (state: string) => void
}

/** With the keyboard, the states are reached in the table. */
export default function StateMap({ states, onState }: StateMapProps) {
  const query = useQuery(MAP)
  return (
    <Shown query={query}>
      {(paths) => (
        <svg
          className="map"
          role="img"
          aria-label="Map of the states; the table below says the same"
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        >
          {states.map((one) => (
            // biome-ignore lint/a11y/noStaticElementInteractions: the links of the table below do the same
            <path
              key={one.state}
              d={paths.get(one.name)}
              className={one.closing}
              onClick={() => onState(one.state)}
            >
              <title>{titleOf(one)}</title>
            </path>
          ))}
        </svg>
      )}
    </Shown>
  )
}

const titleOf = ({ name, contacts, closed }: StateOnDay): string =>
  `${name}: closed for ${countText(closed)} of ${countText(contacts)} contacts`

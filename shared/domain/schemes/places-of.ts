import { intsIn, type ShardRoom, spareRoom } from '../facts/room.ts';
import { doubles, forever, get, i32, increment, int, ints, load, set, stopIf, store } from '../wasm/instructions.ts';
import { type } from '../wasm/module.ts';
import { shardKernel } from '../wasm/shard-kernel.ts';

const [place, placesEnd, value, edge, edgeTwice] = [0, 1, 2, 3, 4];
/** Places of 32 bits that are worked out at once. */
const atOnce = 4;
const pairBytes = 2 * Float64Array.BYTES_PER_ELEMENT;

/** `places[row] -= Number(values[row] >= edge)`, from addresses: a comparison that holds is -1. */
const passEdge = shardKernel({
  parameters: [type.i32, type.i32, type.i32, type.i32],
  locals: [type.v128],
  body: [
    set(edgeTwice, load.doubleTwice(get(edge))),
    forever([
      stopIf(int.equal(get(place), get(placesEnd))),
      store.bytes(
        get(place),
        ints.add(
          load.bytes(get(place)),
          ints.lowerHalves(
            doubles.isAtLeast(load.bytes(get(value)), get(edgeTwice)),
            doubles.isAtLeast(load.bytes(int.add(get(value), i32(pairBytes))), get(edgeTwice)),
          ),
        ),
      ),
      increment(place, i32(atOnce * Int32Array.BYTES_PER_ELEMENT)),
      increment(value, i32(2 * pairBytes)),
    ]),
    i32(0),
  ],
});

const spare = spareRoom();

/**
 * Places of many values among tiers: how many edges are not reached. Which tier a value falls in cannot be foretold, and guessing
 * wrong costs ten times what the rest does; of a JavaScript loop V8 sooner or later makes one that guesses, of this one never.
 *
 * @param edges least number of each tier but the last, best first
 * @param values NaN reaches none
 * @param room where the values lie, if they do
 */
export const placesOf = (edges: Float64Array, values: Float64Array, room: ShardRoom = spare()): Int32Array => {
  const taken = room.taken();
  const [{ byteOffset: from }, { byteOffset: edgesFrom }] = [room.near(values), room.near(edges)];
  // As many whole steps as it takes: what lies behind the last value is compared, too.
  const places = intsIn(room, Math.ceil(values.length / atOnce) * atOnce).fill(edges.length);
  const pass = passEdge(room.memory);
  const to = places.byteOffset + places.byteLength;
  for (let one = 0; one < edges.length; one++)
    pass(places.byteOffset, to, from, edgesFrom + one * edges.BYTES_PER_ELEMENT);
  room.release(taken);
  return places.slice(0, values.length);
};

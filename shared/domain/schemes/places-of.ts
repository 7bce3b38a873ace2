import { double, forever, get, i32, increment, int, kernelModule, load, stopIf, store } from '../wasm/instructions.ts';
import { type } from '../wasm/module.ts';
import { instantiate, type OwnMemory, ownMemory, type Run } from '../wasm/web-assembly.ts';

const [place, value, valuesEnd, edge] = [0, 1, 2, 3];

/** `places[row] -= Number(values[row] >= edge)`, from addresses. */
const module = kernelModule({}, [
  {
    parameters: [type.i32, type.i32, type.i32, type.i32],
    locals: [],
    body: [
      forever([
        stopIf(int.equal(get(value), get(valuesEnd))),
        store.int(
          get(place),
          int.subtract(load.int(get(place)), double.isAtLeast(load.double(get(value)), load.double(get(edge)))),
        ),
        increment(place, i32(Int32Array.BYTES_PER_ELEMENT)),
        increment(value, i32(Float64Array.BYTES_PER_ELEMENT)),
      ]),
      i32(0),
    ],
  },
]);

/** Where it is worked out; a larger one takes its place. */
let at: { memory: OwnMemory; run: Run } | undefined;

/**
 * Places of many values among tiers: how many edges are not reached. Which tier a value falls in cannot be foretold, and guessing
 * wrong costs ten times what the rest does; of a JavaScript loop V8 sooner or later makes one that guesses, of this one never.
 *
 * @param edges least number of each tier but the last, best first
 * @param values NaN reaches none
 */
export const placesOf = (edges: Float64Array, values: Float64Array): Int32Array => {
  const valuesFrom = edges.byteLength;
  const placesFrom = valuesFrom + values.byteLength;
  const bytes = placesFrom + values.length * Int32Array.BYTES_PER_ELEMENT;
  if (!at || at.memory.buffer.byteLength < bytes) {
    const memory = ownMemory(bytes * 2);
    at = { memory, run: instantiate(module, { memory }) };
  }
  const { buffer } = at.memory;
  new Float64Array(buffer, 0, edges.length).set(edges);
  new Float64Array(buffer, valuesFrom, values.length).set(values);
  const places = new Int32Array(buffer, placesFrom, values.length).fill(edges.length);
  for (let one = 0; one < edges.length; one++)
    at.run(placesFrom, valuesFrom, placesFrom, one * edges.BYTES_PER_ELEMENT);
  return places.slice();
};

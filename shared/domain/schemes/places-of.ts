import { instruction } from '../kernel/instructions.ts';
import { type, wasmModule } from '../wasm/module.ts';
import { instantiate, type OwnMemory, ownMemory, type Run } from '../wasm/web-assembly.ts';

const [place, value, lastValue, edge] = [0, 1, 2, 3];
const { get, loadI32At, loadF64At, reaches, subI32, storeI32, addI32, i32, tee, set, lessI32, branchIf } = instruction;

/** `places[row] -= Number(values[row] >= edge)`, from addresses. */
const module = wasmModule('own', {}, [
  {
    parameters: [type.i32, type.i32, type.i32, type.i32],
    results: [],
    locals: [],
    body: [
      ...instruction.loop,
      ...[...get(place), ...get(place), ...loadI32At],
      ...[...get(value), ...loadF64At, ...get(edge), ...loadF64At, ...reaches, ...subI32, ...storeI32],
      ...[...get(place), ...i32(Int32Array.BYTES_PER_ELEMENT), ...addI32, ...set(place)],
      ...[
        ...get(value),
        ...i32(Float64Array.BYTES_PER_ELEMENT),
        ...addI32,
        ...tee(value),
        ...get(lastValue),
        ...lessI32,
      ],
      ...[...branchIf(0), ...instruction.end],
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
  if (values.length > 0)
    for (let one = 0; one < edges.length; one++)
      at.run(placesFrom, valuesFrom, placesFrom, one * edges.BYTES_PER_ELEMENT);
  return places.slice();
};

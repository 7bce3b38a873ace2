/** Types of values. */
export const type = { i32: 0x7f, i64: 0x7e, f64: 0x7c, v128: 0x7b } as const;
/** A type of values. */
export type ValueType = (typeof type)[keyof typeof type];

/** A function; its first locals are its parameters. */
export type WasmFunction = {
  parameters: readonly ValueType[];
  results: readonly ValueType[];
  locals: readonly ValueType[];
  /** Its instructions, without the end. */
  body: readonly number[];
};

/** The memory that a module is given: of its own size, or one that others share and that may grow to so many pages. */
export type MemoryKind = 'own' | { sharedUpTo: number };

/** Bytes of a page: memory is given out in pages. */
export const pageBytes = 65_536;

/** An unsigned number in groups of seven bits, the lowest first. */
export const unsigned = (value: number): number[] =>
  value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...unsigned(Math.floor(value / 0x80))];

type Bytes = readonly number[];
// By `concat`, which copies whole arrays: `[...a, ...b]` goes byte by byte through an iterator, 10 ms of a cold start.
const list = (items: readonly Bytes[]): number[] => unsigned(items.length).concat(...items);
const sized = (body: Bytes): number[] => unsigned(body.length).concat(body);
const section = (id: number, items: readonly Bytes[]): number[] => [id].concat(sized(list(items)));
const name = (text: string): number[] => sized([...new TextEncoder().encode(text)]);
const signature = ({ parameters, results }: Pick<WasmFunction, 'parameters' | 'results'>): number[] => [
  0x60,
  ...list(parameters.map((one) => [one])),
  ...list(results.map((one) => [one])),
];

/** Locals as the format has them: so many of one type, then so many of the next. */
const runs = (locals: readonly ValueType[]): Bytes[] => {
  const found: { of: ValueType; count: number }[] = [];
  for (const of of locals) {
    const last = found.at(-1);
    if (last?.of === of) last.count++;
    else found.push({ of, count: 1 });
  }
  return found.map(({ of, count }) => [...unsigned(count), of]);
};

/**
 * Bytes of a WebAssembly module, put together by hand (W3C, WebAssembly Core Specification 2.0, section 5: binary format). It
 * imports `env.memory` and functions of `env`, and exports its last function as `run`.
 *
 * @param imports number of parameters of each imported function by name; all are i32, and so is what they answer
 */
export const wasmModule = (
  memory: MemoryKind,
  imports: Readonly<Record<string, number>>,
  functions: readonly WasmFunction[],
): Uint8Array => {
  const imported = Object.entries(imports);
  return Uint8Array.from(
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0].concat(
      section(1, [
        ...imported.map(([, count]) => signature({ parameters: new Array(count).fill(type.i32), results: [type.i32] })),
        ...functions.map(signature),
      ]),
      section(2, [
        [...name('env'), ...name('memory'), 2, ...(memory === 'own' ? [0, 1] : [3, 1, ...unsigned(memory.sharedUpTo)])],
        ...imported.map(([of], index) => [...name('env'), ...name(of), 0, ...unsigned(index)]),
      ]),
      section(
        3,
        functions.map((_, index) => unsigned(imported.length + index)),
      ),
      section(7, [[...name('run'), 0, ...unsigned(imported.length + functions.length - 1)]]),
      section(
        10,
        functions.map(({ locals, body }) => sized(list(runs(locals)).concat(body, 0x0b))),
      ),
    ),
  );
};

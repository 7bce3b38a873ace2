import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as wasm from 'parquet-wasm/esm';

const file = 'parquet_wasm_bg.wasm';

/**
 * Where the WebAssembly lies: beside the bundle in a function (a bundler does not carry it), in node_modules elsewhere.
 */
const wasmFile = (): string => {
  const beside = join(process.env.LAMBDA_TASK_ROOT ?? '', file);
  if (process.env.LAMBDA_TASK_ROOT && existsSync(beside)) return beside;
  return createRequire(import.meta.url).resolve(`parquet-wasm/esm/${file}`);
};

let ready = false;

/** parquet-wasm, compiled once a process (about 40 ms) and only where it is used. */
export const parquetWasm = (): typeof wasm => {
  if (!ready) wasm.initSync({ module: readFileSync(wasmFile()) });
  ready = true;
  return wasm;
};

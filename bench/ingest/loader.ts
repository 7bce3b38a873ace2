/** What a loader made of a file. */
export type Loaded = { accepted: number; refused: number };
/** Reads `file` whole; what it writes goes under `out`. */
export type Loader = (file: string, out: string) => Promise<Loaded>;

/** Shards that facts are spread over. */
export const shards = 64;

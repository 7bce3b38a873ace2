import type { PlainIds } from '../../shared/dump/parquet.ts';

/** Ids of a batch of facts as texts. */
export const idsOf = ({ plain }: PlainIds): string[] => {
  const bytes = Buffer.from(plain);
  const ids: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const from = at + 4;
    at = from + bytes.readUInt32LE(at);
    ids.push(bytes.toString('utf8', from, at));
  }
  return ids;
};

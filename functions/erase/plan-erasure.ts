import { shardsOfFacts } from '../../shared/aws/fact-objects.ts';
import { inParallel } from '../../shared/aws/in-parallel.ts';
import { storedJson } from '../../shared/aws/stored-json.ts';
import { type ErasureOrder, erasureOrder, orderKey } from '../../shared/contracts/erasure.ts';
import type { ErasuresReleased } from '../../shared/contracts/messages/erase-requested.ts';
import { allPartsOf } from '../../shared/domain/shard.ts';
import { tokensIn } from '../../shared/domain/tokens.ts';
import type { ErasePorts } from './ports.ts';

const quarantine = '.quarantine.jsonl';
/** Files of refused rows read at once. */
const parallel = 8;

/**
 * Takes a dump of erasures in: tombstones first, so that from now on no dump brings the customers back; then the files of
 * refused rows, which belong to no shard; then each shard that has any of them. Done again, it does the same again.
 *
 * @returns the order; undefined where the dump does not count, or its bytes were read before
 */
export const planErasure = async (
  { detail: { period, dumpId, sameAs } }: ErasuresReleased,
  ports: ErasePorts,
): Promise<ErasureOrder | undefined> => {
  if (sameAs !== undefined) return undefined;
  const dump = await ports.ledger.dump(period, dumpId);
  if (dump?.status !== 'released') return undefined;
  const spread = await shardsOfFacts(ports.facts, ports.shards);
  const asked = await ports.asked(dump, allPartsOf(spread));
  // Nobody is left: everything was done before.
  if (asked.size === 0) return undefined;
  const { of } = await ports.seal();
  const order: ErasureOrder = {
    version: 1,
    dumpId,
    arrivedAt: dump.arrivedAt,
    shards: Object.fromEntries(
      [...asked].map(([shard, own]) => [shard, unique(own.map(({ customerId }) => customerId)).map(of)]),
    ),
    spread,
    requests: unique([...asked.values()].flatMap((own) => own.map(({ requestId }) => requestId))),
  };
  await ports.facts.put(orderKey(dumpId), JSON.stringify(order), 'application/json', { ifAbsent: true });
  await cleanRefusedRows(new Set([...asked.values()].flat().map(({ customerId }) => customerId)), ports);
  // The order that holds: one that was given before names the shards that there were then.
  const held = (await storedJson(ports.facts, orderKey(dumpId), erasureOrder)) ?? order;
  await ports.queue.send(Object.keys(held.shards).map((shard) => ({ version: 1, dumpId, shard, look: 1 })));
  return held;
};

const unique = (texts: readonly string[]): string[] => [...new Set(texts)].sort();

/** Refused rows are masked, but an id may stand in a column that nobody knew for one. */
const cleanRefusedRows = async (ids: ReadonlySet<string>, { receipts }: ErasePorts): Promise<void> => {
  const files = (await receipts.list('')).filter(({ key }) => key.endsWith(quarantine));
  await inParallel(parallel, files, ({ key }) =>
    receipts.change(key, 'application/x-ndjson', (bytes) => {
      const lines = new TextDecoder().decode(bytes).split('\n');
      const kept = lines.filter((line) => !tokensIn(line).some((token) => ids.has(token)));
      return kept.length === lines.length ? undefined : kept.join('\n');
    }),
  );
};

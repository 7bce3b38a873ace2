import { inParallel } from '../../shared/aws/in-parallel.ts';
import type { Ledger } from '../../shared/aws/ledger.ts';
import type { OutcomesOf } from '../../shared/aws/outcome-facts.ts';
import type { WorkTable } from '../../shared/aws/work.ts';
import type { OutcomesReleased } from '../../shared/contracts/messages/outcomes-released.ts';
import { byWork, type Outcome, type OutcomeFate, takeOutcome } from '../../shared/domain/work/outcomes.ts';

/** What ending work needs. */
export type EndWorkPorts = {
  ledger: Pick<Ledger, 'dump'>;
  work: Pick<WorkTable, 'get' | 'advance'>;
  outcomesOf: OutcomesOf;
  report: {
    /** What became of a dump's outcomes; `unknown`: no such work was ever asked for. */
    taken(counts: Partial<Record<OutcomeFate | 'unknown', number>>): void;
    /** The dump does not count any more, or its bytes were read before. */
    skipped(why: 'not-released' | 'same-bytes'): void;
  };
};

/** Work items under way at once: those of one batch of reads. */
const parallel = 32;
/** The sweep or another dump may change an item meanwhile; it is then looked at anew, a few times. */
const rounds = 4;

/**
 * Takes the outcomes of a released dump into the work that they are about. Each item is changed on the condition that it
 * is as it was seen, and an outcome that was counted is known by its instant: so the same dump again, or half of it after
 * a death, changes nothing twice.
 *
 * @throws where an item kept changing: the message returns to its queue
 */
export const endWork =
  ({ ledger, work, outcomesOf, report }: EndWorkPorts) =>
  async ({ detail }: OutcomesReleased): Promise<void> => {
    const { period, dumpId } = detail;
    if (detail.sameAs !== undefined) return report.skipped('same-bytes');
    const dump = await ledger.dump(period, dumpId);
    if (dump?.status !== 'released') return report.skipped('not-released');
    const outcomes = byWork(await outcomesOf(dump));

    const counts: Partial<Record<OutcomeFate | 'unknown', number>> = {};
    const count = (fate: OutcomeFate | 'unknown', by = 1) => {
      counts[fate] = (counts[fate] ?? 0) + by;
    };
    let open = outcomes;
    for (let round = 0; open.size > 0 && round < rounds; round++) {
      const items = await work.get([...open.keys()]);
      const again = new Map<string, Outcome[]>();
      await inParallel(parallel, open, async ([workId, own]) => {
        const seen = items.get(workId);
        if (!seen) return count('unknown', own.length);
        let item = seen;
        const fates: OutcomeFate[] = [];
        for (const outcome of own) {
          const taken = takeOutcome(item, outcome, dumpId);
          item = taken.item;
          fates.push(taken.fate);
        }
        if (item !== seen && !(await work.advance(item, seen))) again.set(workId, own);
        else for (const fate of fates) count(fate);
      });
      open = again;
    }
    if (open.size > 0) throw new Error(`${open.size} work items kept changing while their outcomes were taken in`);
    report.taken(counts);
  };

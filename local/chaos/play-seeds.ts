import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultCounts, FaultKind } from './fault-kinds.ts';
import { faultPlan } from './fault-plan.ts';
import { injector } from './injector.ts';
import { checkAll } from './invariants/index.ts';
import { type Essence, essenceOf } from './invariants/same.ts';
import type { Violation } from './invariants/violation.ts';
import { type Lane, startLane } from './lane.ts';
import { smallOperator, variants } from './small-operator.ts';

/** What came of a seed. */
export type SeedResult = {
  seed: number;
  faults: FaultCounts;
  violations: Violation[];
  /** Why its nights did not end; undefined where they did. */
  unfinished: string | undefined;
  /** Messages that were given up and put back. */
  redriven: number;
  /** Where its data is kept, because something is wrong. */
  kept: string | undefined;
};

/** How to play. */
export type PlayOptions = {
  assembly: string;
  /** Folder of the lanes' data. */
  data: string;
  lanes: number;
  kinds: ReadonlySet<FaultKind>;
  onSeed: (result: SeedResult) => void;
};

const variantOf = (seed: number): number => seed % variants;
const erasedOf = (variant: number) => smallOperator(variant, '').erased;

/** What a variant's nights leave where nothing goes wrong. @throws Error where even then an invariant is broken */
const undisturbedOn = async (lane: Lane, variant: number): Promise<Essence> => {
  const { stored, unfinished } = await lane.play(variant);
  const broken = checkAll(stored, erasedOf(variant), undefined).map(({ kind, what }) => `${kind}: ${what}`);
  if (unfinished !== undefined) broken.push(unfinished);
  if (broken.length > 0)
    throw new Error(`nothing was disturbed, and yet (small operator ${variant}):\n${broken.join('\n')}`);
  return essenceOf(stored);
};

/**
 * Plays seeds, each from an empty stack, on lanes that stay up. The data of a seed that breaks something is kept, and its lane goes
 * on in a new folder.
 */
export const playSeeds = async (seeds: readonly number[], options: PlayOptions): Promise<SeedResult[]> => {
  const { assembly, data, kinds, onSeed } = options;
  const undisturbed = new Map<number, Promise<Essence>>();
  const waiting = seeds.values();
  const results: SeedResult[] = [];

  const playOn = async (number: number): Promise<void> => {
    // Of this process alone: another may play beside it.
    const folder = join(data, `lane-${process.pid}-${number}`);
    const begin = async (): Promise<Lane> => {
      await rm(folder, { recursive: true, force: true });
      return startLane(assembly, folder);
    };
    let lane = await begin();
    try {
      for (const seed of waiting) {
        const variant = variantOf(seed);
        const known = undisturbed.get(variant) ?? undisturbedOn(lane, variant);
        undisturbed.set(variant, known);
        const expected = await known;
        const { trouble, counts } = injector(faultPlan(seed, kinds));
        const { stored, unfinished, redriven, denied } = await lane.play(variant, trouble);
        const violations = [
          ...denied.map((what): Violation => ({ kind: 'different', what: `denied to ${what}` })),
          ...(unfinished === undefined ? checkAll(stored, erasedOf(variant), expected) : []),
        ];
        let kept: string | undefined;
        if (violations.length > 0 || unfinished !== undefined) {
          await lane.close();
          kept = join(data, `seed-${seed}`);
          await rm(kept, { recursive: true, force: true });
          await rename(folder, kept);
          lane = await begin();
        }
        const result = { seed, faults: counts, violations, unfinished, redriven, kept };
        results.push(result);
        onSeed(result);
      }
    } finally {
      await lane.close();
      await rm(folder, { recursive: true, force: true });
    }
  };
  await Promise.all(Array.from({ length: options.lanes }, (_, number) => playOn(number)));
  return results.sort((one, other) => one.seed - other.seed);
};

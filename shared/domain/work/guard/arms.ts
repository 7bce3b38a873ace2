import type { Coded } from '../../decide/shard-table.ts';
import { wordList } from '../../decide/word-list.ts';
import type { RowTest } from '../../policy/conditions.ts';
import { type ArmCounts, addArm } from './arm-counts.ts';

/** What the draw gave a customer: contact, or to be left alone. */
export type Arm = 'contacted' | 'heldOut';

/** A candidate whom the hold-out's draw sent one way or the other tonight. */
export type Drawn = { row: number; playbook: string; arm: Arm };

/**
 * Columns of one programme, a customer once drawn in each: `arm` is arm, playbook, risk band at the draw and salt of the
 * draw, joined by `@`; `since` the instant of the draw; `left` the instant of the run that found the customer gone.
 */
export type ArmColumns = { arm: Coded; since: Coded; left: Coded };

const armWord = (arm: Arm, playbook: string, band: string, salt: string): string =>
  [arm, playbook, band, salt].join('@');

const armOf = (word: string): { arm: Arm; playbook: string; band: string; salt: string } => {
  const [arm = '', playbook = '', band = '', ...salt] = word.split('@');
  return { arm: arm as Arm, playbook, band, salt: salt.join('@') };
};

/** What a night knows of those drawn earlier, and of whom it draws. */
export type ArmNight = {
  /** Instant decided for, ISO 8601, UTC. */
  now: string;
  /** Columns of the night before, by tonight's rows; undefined where it had none. */
  before: Partial<ArmColumns>;
  /** Drawn tonight. */
  drawn: readonly Drawn[];
  /** Salt of each playbook's draw; who was drawn by another is no longer followed. */
  saltOf: (playbook: string) => string | undefined;
  /** Risk band of tonight. */
  band: Coded;
  /** Rows decided tonight: 1. Of the others nothing new is known. */
  isDecided: Uint8Array;
  hasLeft: RowTest;
  /** Days after the draw for which a customer is followed. */
  followDays: number;
};

const dayMs = 86_400_000;

/**
 * Follows those drawn. A customer is drawn once a salt: both groups are then alike at the draw, and whoever is asked again
 * later stays in the group that she was drawn into. Who is gone at the draw (a former customer to be won back) is followed
 * by nobody: she cannot leave.
 *
 * @param counts what the run counts of the shard; added to
 */
export const followArms = (
  { now, before, drawn, saltOf, band, isDecided, hasLeft, followDays }: ArmNight,
  counts: ArmCounts,
): ArmColumns => {
  const rows = isDecided.length;
  const [arms, since, left] = [
    wordList(before.arm?.values),
    wordList(before.since?.values),
    wordList(before.left?.values),
  ];
  const none = () => new Int32Array(rows).fill(-1);
  const columns: ArmColumns = {
    arm: { codes: before.arm?.codes.slice() ?? none(), values: arms.words },
    since: { codes: before.since?.codes.slice() ?? none(), values: since.words },
    left: { codes: before.left?.codes.slice() ?? none(), values: left.words },
  };
  const known = (before.arm?.values ?? []).map(armOf);
  const followedFrom = Date.parse(now) - followDays * dayMs;
  const drawnAt = (before.since?.values ?? []).map((instant) => Date.parse(instant));

  for (let row = 0; row < rows; row++) {
    const code = columns.arm.codes[row] as number;
    if (code < 0) continue;
    const { arm, playbook, band: drawnIn, salt } = known[code] as ReturnType<typeof armOf>;
    if (saltOf(playbook) !== salt) {
      for (const column of Object.values(columns)) column.codes[row] = -1;
      continue;
    }
    const add = addArm(counts, playbook, drawnIn, arm);
    const isFollowed = (drawnAt[columns.since.codes[row] as number] as number) >= followedFrom;
    if ((columns.left.codes[row] as number) < 0 && isFollowed && isDecided[row] === 1) {
      add('atRisk');
      if (hasLeft(row)) {
        columns.left.codes[row] = left.codeOf(now);
        add('left');
      }
    }
    add('customers');
    if ((columns.left.codes[row] as number) < 0) add('stayed');
  }
  for (const { row, playbook, arm } of drawn) {
    if ((columns.arm.codes[row] as number) >= 0 || hasLeft(row)) continue;
    const salt = saltOf(playbook);
    if (salt === undefined) continue;
    columns.arm.codes[row] = arms.codeOf(armWord(arm, playbook, band.values[band.codes[row] as number] ?? '', salt));
    columns.since.codes[row] = since.codeOf(now);
  }
  return columns;
};

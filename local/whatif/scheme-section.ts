import { type Label, plainLabel } from '../../shared/contracts/field.ts';
import { moneyName } from '../../shared/domain/explain/written-value.ts';
import type { ChargedMove } from '../../shared/domain/whatif/compare-decisions.ts';
import type { Section, Table } from './sections.ts';
import type { Policies } from './what-if.ts';
import { say } from './words.ts';
import { union } from './words-table.ts';

/** Who is not graded by a scheme, in the drawing. */
const ungraded = '-';
/** Blue and orange: told apart by nearly everybody, on paper, too. */
const colours = { up: '#2f6fb0', down: '#d9822b', else: '#9aa0a6' };
/** Kinds of moves that a terminal shows. */
const mostMoves = 12;

type Direction = keyof typeof colours;
type Part = { customers: number; charge: number };

const sum = (moves: readonly ChargedMove[]): Part => ({
  customers: moves.reduce((total, { customers }) => total + customers, 0),
  charge: Math.round(moves.reduce((total, { charge }) => total + charge, 0)),
});

/** What a draft changes in one scheme: who would go where, with what they pay. */
export const schemeSection = (
  name: string,
  { moves, policy, draft }: Policies & { moves: readonly ChargedMove[] },
): Section => {
  const tiers = union(draft.schemes[name]?.tiers ?? [], policy.schemes[name]?.tiers ?? []);
  const place = (tier: string | null): number => tiers.findIndex((one) => one.name === tier);
  const labelOf = (tier: string | null): Label =>
    tier === null ? say.ungraded : (tiers[place(tier)]?.label ?? plainLabel(tier));
  const direction = ({ from, to }: ChargedMove): Direction => {
    if (from === null || to === null) return 'else';
    return place(to) < place(from) ? 'up' : 'down';
  };
  const moved = moves.filter(({ from, to }) => from !== to);
  const [up, down] = (['up', 'down'] as const).map((way) => sum(moved.filter((move) => direction(move) === way))) as [
    Part,
    Part,
  ];
  const stay = sum(moves).customers - sum(moved).customers;
  const other = sum(moved).customers - up.customers - down.customers;
  const money = moneyName(draft.currency);
  const number = (value: number): string => value.toLocaleString('en-US');

  const byTier: Table = {
    header: [say.tier, say.before, say.after, say.change, say.charge, say.change],
    rows: tiers.map((tier) => {
      const before = sum(moves.filter(({ from }) => from === tier.name));
      const after = sum(moves.filter(({ to }) => to === tier.name));
      return [
        ...[tier.label, before.customers, after.customers, { change: after.customers - before.customers }],
        ...[after.charge, { change: after.charge - before.charge }],
      ];
    }),
  };
  const pairs = [...Map.groupBy(moved, ({ from, to }) => JSON.stringify([from, to])).values()]
    .map((list) => ({ ...(list[0] as ChargedMove), ...sum(list) }))
    .sort((left, right) => right.customers - left.customers);
  const byPair: Table = {
    header: [say.from, say.to, say.customers, say.charge],
    rows: pairs.map(({ from, to, customers, charge }) => [labelOf(from), labelOf(to), customers, charge]),
    most: mostMoves,
  };
  const byRegion: Table = {
    header: [say.region, say.up, say.down, say.chargeUp, say.chargeDown],
    rows: [
      ...Map.groupBy(
        moved.filter((move) => direction(move) !== 'else'),
        ({ region }) => region,
      ),
    ]
      .sort(([left], [right]) => ((left ?? '') < (right ?? '') ? -1 : 1))
      .map(([region, list]) => {
        const [rise, fall] = (['up', 'down'] as const).map((way) =>
          sum(list.filter((move) => direction(move) === way)),
        ) as [Part, Part];
        return [region ?? say.unknown, rise.customers, fall.customers, rise.charge, fall.charge];
      }),
  };
  const title = (draft.schemes[name] ?? policy.schemes[name])?.label ?? plainLabel(name);
  return {
    title,
    notes: [
      {
        en: `${number(up.customers)} rise (${number(up.charge)} ${money.en} a month), ${number(down.customers)} fall (${number(down.charge)} ${money.en} a month), ${number(stay)} stay${other > 0 ? `, ${number(other)} are graded by one of the policies only` : ''}`,
        zh: `升 ${number(up.customers)} 户（月消费 ${number(up.charge)} ${money.zh}），降 ${number(down.customers)} 户（月消费 ${number(down.charge)} ${money.zh}），不变 ${number(stay)} 户${other > 0 ? `，仅一方分级 ${number(other)} 户` : ''}`,
      },
    ],
    ...(moved.length > 0 && {
      sankey: {
        nodes: [...tiers, { name: ungraded, label: say.ungraded }],
        flows: pairs.map((pair) => ({
          from: pair.from ?? ungraded,
          to: pair.to ?? ungraded,
          value: pair.customers,
          colour: colours[direction(pair)],
          title: {
            en: `${labelOf(pair.from).en} → ${labelOf(pair.to).en}: ${number(pair.customers)} customers`,
            zh: `${labelOf(pair.from).zh} → ${labelOf(pair.to).zh}：${number(pair.customers)} 户`,
          },
        })),
        title: { en: `Moves between tiers: ${title.en}`, zh: `等级异动：${title.zh}` },
      },
    }),
    tables: [byTier, ...(moved.length > 0 ? [byPair] : []), ...(byRegion.rows.length > 0 ? [byRegion] : [])],
  };
};

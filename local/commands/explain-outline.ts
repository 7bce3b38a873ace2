import type { Decision } from '../../shared/contracts/items/decision.ts';
import type { Outline } from '../../shared/contracts/messages/work-requested.ts';
import type { Policy } from '../../shared/contracts/policy.ts';
import type { DecidedFrozen } from '../../shared/domain/decide/frozen-shard.ts';
import type { CompiledPolicy } from '../../shared/domain/policy/compile-policy.ts';
import { promisesTold } from '../../shared/domain/promises/promises-told.ts';
import { outlineOf } from '../../shared/domain/work/outline.ts';
import type { Paint } from '../summary/table.ts';
import type { Lang } from '../summary/words.ts';
import { wrapped } from './answer.ts';

/** What an agent would take along to visits that are planned, or asked for tonight, by programme: by tonight's facts. */
export const outlinesOf = (
  compiled: CompiledPolicy,
  { facts, decided }: Pick<DecidedFrozen, 'facts' | 'decided'>,
  decision: Decision,
  row: number,
): Record<string, Outline> => {
  const { visits, policy } = compiled;
  if (!visits) return {};
  const asked = (decided.candidates.get(row) ?? []).filter(({ became }) => became === 'queued');
  const programmes = new Set([...Object.keys(decision.visits ?? {}), ...asked.map(({ programme }) => programme)]);
  return Object.fromEntries(
    [...programmes].flatMap((programme) => {
      const outline = outlineOf(visits.rules, {
        ...{ programme, offers: decided.offersAt(row), promises: promisesTold(compiled, decision) },
        hasCadence: policy.programmes[programme]?.cadence !== undefined,
        knows: (field) => facts.profileHas(field)[row] === 1,
      });
      return outline ? [[programme, outline] as const] : [];
    }),
  );
};

const words = {
  en: { outline: 'OUTLINE OF THE VISIT', ask: 'ask', point: 'speak of', promise: 'promised' },
  zh: { outline: '回访提纲', ask: '询问', point: '话题', promise: '承诺' },
} as const;

/** The same for a person. */
export const outlineLines = (
  outlines: Readonly<Record<string, Outline>>,
  { programmes }: Policy,
  lang: Lang,
  paint: Paint,
): string[] =>
  Object.entries(outlines).flatMap(([programme, { questions = [], points = [], promises = [] }]) => {
    const say = words[lang];
    const lines = [
      ...questions.map(({ ask }) => `${say.ask}: ${ask[lang]}`),
      ...points.map((point) => `${say.point}: ${point[lang]}`),
      ...promises.map((promise) => `${say.promise}: ${promise[lang]}`),
    ];
    const heading = `${say.outline}  ${programmes[programme]?.label[lang] ?? programme}`;
    return ['', paint('bold', heading), ...lines.flatMap((line) => wrapped(line, 4, '  - '))];
  });

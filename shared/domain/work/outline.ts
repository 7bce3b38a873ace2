import type { ProfileField } from '../../contracts/feeds/customers.ts';
import type { Label } from '../../contracts/field.ts';
import type { Outline, TalkingPoint } from '../../contracts/messages/work-requested.ts';
import type { VisitsPolicy } from '../../contracts/policy/visits.ts';

/** What an outline is made of. */
export type OutlineInput = {
  /** Programme that asks for the visit, and whether it plans by a cadence. */
  programme: string;
  hasCadence: boolean;
  /** Whether the customer's profile says something in a field. */
  knows: (field: ProfileField) => boolean;
  /** What may be offered, the best first. */
  offers: readonly TalkingPoint[];
  /** What the customer was promised and still waits for. */
  promises: readonly Label[];
};

/**
 * What an agent takes along to a visit (回访提纲): questions that the profile leaves open, what the bill speaks for, and
 * promises that are open. Undefined where there is none of it.
 */
export const outlineOf = (
  { outline: { questions, mostQuestions, mostPoints } }: Pick<VisitsPolicy, 'outline'>,
  { programme, hasCadence, knows, offers, promises }: OutlineInput,
): Outline | undefined => {
  const isAsked = questions.filter(({ missing, programmes }) => {
    const isOfProgramme = programmes ? programmes.includes(programme) : hasCadence;
    return isOfProgramme && (missing === undefined || !knows(missing));
  });
  const asked = isAsked.slice(0, mostQuestions).map(({ name, ask }) => ({ name, ask }));
  const isVisit = hasCadence || questions.some(({ programmes }) => programmes?.includes(programme));
  const points = isVisit
    ? offers
        .slice(0, mostPoints)
        .map(({ label, say }) => ({ en: `${label.en}: ${say.en}`, zh: `${label.zh}：${say.zh}` }))
    : [];
  const outline: Outline = {
    ...(asked.length > 0 && { questions: asked }),
    ...(points.length > 0 && { points }),
    ...(isVisit && promises.length > 0 && { promises: [...promises] }),
  };
  return Object.keys(outline).length > 0 ? outline : undefined;
};

import type * as z from 'zod';
import { outcomeResult, outcomesRow } from '../../contracts/feeds/outcomes.ts';
import type { WorkItem } from '../../contracts/items/work.ts';
import type { ReplyPolicy } from '../../contracts/policy/reply.ts';

/** What came of a piece of work. */
export type Result = z.infer<typeof outcomeResult>;

/** Results that a piece of work may have, in the order of the page. */
export const resultsOf = ({ kind, channel }: Pick<WorkItem, 'kind' | 'channel'>): readonly Result[] => {
  if (channel === 'message') return ['taken', 'told', 'not-reached', 'refused'];
  return kind === 'return-visit'
    ? ['taken', 'visited', 'undecided', 'not-reached', 'refused']
    : ['taken', 'kept', 'leaving', 'undecided', 'not-reached', 'refused'];
};
/** Kinds of churn, and causes, as the outcomes feed knows them. */
export const churnKinds = outcomesRow.shape.churnKind.unwrap().options;
/** Causes of churn. */
export const churnCauses = outcomesRow.shape.churnCause.unwrap().options;

/** An answer to a question of the outline is at most so long, as in the feed. */
export const mostAnswer = 200;

/** What somebody filled in; unchecked. */
export type FormFields = Readonly<Record<string, string>>;

/** A row of the outcomes feed, as a cell of text a column. */
export type ReplyRow = Record<string, string>;

/** What is wrong with a form, by the policy's texts. */
export type FormProblem = 'errorResult' | 'errorRemarks' | 'errorAnswer';

/** One line: a cell of the feed holds no control characters. */
const inALine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ').trim();

/**
 * The row of the outcomes feed that a form says.
 *
 * @param doneAt ISO 8601, UTC
 */
export const replyRow = (
  item: Pick<WorkItem, 'workId' | 'kind' | 'channel' | 'customerId' | 'outline'>,
  agentId: string,
  doneAt: string,
  fields: FormFields,
  policy: Pick<ReplyPolicy, 'remarks'>,
): { row: ReplyRow } | { problems: FormProblem[] } => {
  const problems: FormProblem[] = [];
  const result = outcomeResult.safeParse(fields.result).data;
  if (!result || !resultsOf(item).includes(result)) problems.push('errorResult');
  const remarks = inALine(fields.remarks ?? '');
  if ([...remarks].length > policy.remarks) problems.push('errorRemarks');
  const answers = (item.outline?.questions ?? []).flatMap(({ name }) => {
    // Signs that the feed parts answers by become their full-width twins.
    const answer = inALine(fields[`answer-${name}`] ?? '')
      .replaceAll(';', '；')
      .replaceAll('=', '＝');
    if (answer.length > mostAnswer) problems.push('errorAnswer');
    return answer === '' ? [] : [`${name}=${answer}`];
  });
  if (problems.length > 0 || !result) return { problems: [...new Set(problems)] };
  // Why customers leave is asked where one may leave: of others the fields are hidden, or left over.
  const leaving = result === 'leaving';
  const one = <T extends string>(known: readonly T[], given: string | undefined): T | undefined =>
    leaving ? known.find((name) => name === given) : undefined;
  const cells: Record<string, string | undefined> = {
    ...{ workId: item.workId, customerId: item.customerId, agentId, doneAt, result },
    ...{ churnKind: one(churnKinds, fields.churnKind), churnCause: one(churnCauses, fields.churnCause) },
    ...{ answers: answers.join(';'), remarks },
  };
  return {
    row: Object.fromEntries(
      Object.entries(cells).filter((cell): cell is [string, string] => cell[1] !== undefined && cell[1] !== ''),
    ),
  };
};

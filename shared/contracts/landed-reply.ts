/** The upstream system that replies come from, in keys of the landing bucket. */
export const replySource = 'reply-page';

/** Where single replies lie in the landing bucket until they are gathered: no dumps yet, so ingest does not hear of them. */
export const repliesPrefix = 'replies/';

/**
 * Key of one reply.
 *
 * @param period month of the form, `2026-11`
 * @param name of the form: the same form has the same, and so counts once
 */
export const replyKey = (period: string, name: string): string => `${repliesPrefix}period=${period}/${name}.jsonl`;

/** Month of a reply's key. @throws where it is no such key */
export const periodOfReply = (key: string): string => {
  const period = /^replies\/period=(\d{4}-\d{2})\//.exec(key)?.[1];
  if (period === undefined) throw new Error('an object among the replies that is none');
  return period;
};

/** Key of the dump that gathered replies are: a part of the month's delivery of its own, so that none takes the place of another. */
export const gatheredKey = (period: string, name: string): string =>
  `feed=outcomes/period=${period}/source=${replySource}/part=${name}/replies.jsonl`;
